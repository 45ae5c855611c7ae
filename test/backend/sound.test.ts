import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveReader } from '../../backend/live-news.ts';
import type { Store } from '../../backend/store/store.ts';
import { CallRecord } from '../../protocol/call-record.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import { body, event, operator, stand, type Stand, testStore, turn } from './stand.ts';

let store: Store;
let backend: Stand;
beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

const FROM = ['2026-01-01T10:00:00.000Z', '2026-01-01T10:00:10.000Z'] as const;
const sound = (from: string, level: number) => {
  const levels = Array.from({ length: 100 }, () => level);
  return event({ type: 'sound', from, step_ms: 100, caller: levels, agent: [-90] });
};

async function measuredCall() {
  const { session_id } = await backend.openCall({ room: 'measured' });
  const tell = (...events: CallEvent[]) =>
    backend.post(`/api/calls/${session_id}/events`, { events });
  const answer = await tell(turn('Hello'), sound(FROM[0], -20), sound(FROM[1], -30));
  expect(answer.status).toBe(200);
  return { session_id, tell };
}

const recordOf = async (session_id: string) =>
  CallRecord.parse(
    await body(await backend.app.request(`/api/calls/${session_id}`, { headers: operator })),
  );

describe('how loud a call was', () => {
  it('is in its record beside what happened, in order', async () => {
    const { session_id } = await measuredCall();
    const { events, sound: levels, result } = await recordOf(session_id);
    expect(events.map(({ type }) => type)).toEqual(['turn']);
    expect(levels.map(({ from, caller }) => [from, caller[0]])).toEqual([
      [FROM[0], -20],
      [FROM[1], -30],
    ]);
    expect(result.transcript).toHaveLength(1);
  });

  it('is told to nobody who listens to the live calls, from any place on', async () => {
    const listener = new LiveReader(store);
    const [begin] = await listener.begin(undefined, new Date());
    const { session_id } = await measuredCall();
    const told = async (from?: number) => {
      const reader = new LiveReader(store);
      return reader.begin(from, new Date());
    };
    const next = await listener.next();
    const all = [...next, ...(await told()), ...(await told(begin!.position))];
    const events = all.flatMap(({ news }) => {
      if (news.type === 'event') return news.session_id === session_id ? [news.event] : [];
      if (news.type !== 'snapshot') return [];
      return news.calls.filter((one) => one.session_id === session_id).flatMap((one) => one.events);
    });
    expect(events.map(({ type }) => type)).toEqual(['turn', 'turn', 'turn']);
  });

  it('is bounded', async () => {
    const { tell } = await measuredCall();
    const long = Array.from({ length: 601 }, () => -20);
    const odd = [{ caller: long }, { caller: [1] }, { caller: [-90.5] }, { step_ms: 0 }];
    for (const fields of odd)
      expect((await tell({ ...sound(FROM[0], -20), ...fields })).status).toBe(400);
  });
});
