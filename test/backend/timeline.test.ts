import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { LiveReader } from '../../backend/live-news.ts';
import { CallRecord } from '../../protocol/call-record.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import { takeNews, type LiveView } from '../../web/console/live-view.ts';
import { body, event, operator, stand, type Stand, testStore, turn } from './stand.ts';

const BEGUN = Date.UTC(2026, 2, 3, 10);
const at = (second: number) => new Date(BEGUN + second * 1000);

let store: Store;
let backend: Stand;
let now = at(0);
beforeAll(async () => {
  store = await testStore();
  backend = await stand(store, { now: () => now });
});
afterAll(() => store.close());

/** A call of two turns, the desk, and another turn; it goes on. */
async function callAtDesk(): Promise<string> {
  now = at(0);
  const { session_id } = await backend.openCall({ room: `room ${randomUUID()}` });
  const tell = (...events: CallEvent[]) =>
    backend.post(`/api/calls/${session_id}/events`, { events });
  const says = (text: string, second: number) => turn(text, { at: at(second).toISOString() });
  await tell(says('Hello', 1), says('I want a person', 5));
  now = at(6);
  await backend.app.request('/api/desk/duty', {
    method: 'PUT',
    headers: { ...operator, 'Content-Type': 'application/json' },
    body: JSON.stringify({ on: true }),
  });
  const wish = { id: randomUUID(), queue: 'support', caller: 'Jo', reason: 'an invoice' };
  const waits = await backend.post(`/api/calls/${session_id}/desk`, wish);
  expect([waits.status, await waits.text()]).toEqual([200, expect.any(String)]);
  // A batch that was under way meanwhile.
  await tell(says('One moment', 5.5), says('You are the first in the queue', 7));
  return session_id;
}

const TOLD = [
  'Hello',
  'I want a person',
  'One moment',
  'desk_enqueued',
  'You are the first in the queue',
];
const asTold = (events: readonly CallEvent[]) =>
  events.map((one) => (one.type === 'turn' ? one.text : one.type));

const recordOf = async (session_id: string) =>
  CallRecord.parse(
    await body(await backend.app.request(`/api/calls/${session_id}`, { headers: operator })),
  );

describe('what the backend itself says of a call', () => {
  it('stands in the record where it happened', async () => {
    expect(asTold((await recordOf(await callAtDesk())).events)).toEqual(TOLD);
  });

  it('stands there for whoever listens to it live, from any place on', async () => {
    const before = new LiveReader(store);
    const [begin] = await before.begin(undefined, now);
    const session_id = await callAtDesk();
    const heard = (view: LiveView) => asTold(view.get(session_id)?.events ?? []);
    const all = await before.next();
    const grown = all.reduce<LiveView>((view, { news }) => takeNews(view, news), new Map());
    expect(heard(grown)).toEqual(TOLD);
    const [snapshot] = await new LiveReader(store).begin(undefined, now);
    const whole = takeNews(new Map(), snapshot!.news);
    expect(heard(whole)).toEqual(TOLD);
    for (const { position } of [begin!, ...all]) {
      const missed = await new LiveReader(store).begin(position, now);
      const resumed = missed.reduce<LiveView>((view, { news }) => takeNews(view, news), grown);
      expect(heard(resumed)).toEqual(TOLD);
    }
  });

  it('changes nothing of what the call came to but its end', async () => {
    const session_id = await callAtDesk();
    const { path, result } = await recordOf(session_id);
    expect({ path, verdict: result.verdict, attempts: result.attempts }).toEqual({
      path: ['front-desk'],
      ...{ verdict: 'none', attempts: [] },
    });
    const end = event({ type: 'call_ended', disconnected_by: 'caller', at: at(9).toISOString() });
    await backend.post(`/api/calls/${session_id}/events`, { events: [end] });
    expect(asTold((await recordOf(session_id)).events)).toEqual([...TOLD, 'call_ended']);
  });
});
