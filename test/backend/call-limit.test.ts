import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionBundle } from '../../protocol/bundle.ts';
import { Lines } from '../../protocol/lines.ts';
import type { Store } from '../../backend/store/store.ts';
import { body, event, operator, stand, testStore, type Stand } from './stand.ts';

const MOST = 2;
const BUSY = { status: 503, code: 'all_lines_busy' };
const JSON_HEADERS = { 'Content-Type': 'application/json' };

let store: Store;
let backend: Stand;
beforeAll(async () => {
  store = await testStore();
  backend = await stand(store, { mostCalls: MOST });
});
beforeEach(() => store.run((db) => db.deleteFrom('call_lease').execute()));
afterAll(() => store.close());

/** As a worker opens a call that came in by telephone. */
const call = async () => {
  const caller = `sip_${randomUUID()}`;
  return backend.post('/api/calls', { room: caller, channel: 'sip_inbound', caller });
};
const said = async (answer: Response) => {
  const { code } = await body(answer);
  return { status: answer.status, code };
};
async function open(): Promise<SessionBundle> {
  const answer = await call();
  expect(answer.status).toBe(200);
  return (await answer.json()) as SessionBundle;
}
const end = ({ session_id, epoch }: SessionBundle) =>
  backend.post(`/api/calls/${session_id}/events`, {
    events: [event({ type: 'call_ended', disconnected_by: 'caller', epoch })],
  });

describe('as many calls as may go on at once', () => {
  it('are all that are let in, and the next one is as soon as one has ended', async () => {
    const first = await open();
    await open();
    expect(await said(await call())).toEqual(BUSY);
    await end(first);
    await open();
    expect(await said(await call())).toEqual(BUSY);
  });

  it('are all that are let in when many come in one moment', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => call()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(MOST);
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(8 - MOST);
  });

  it('leave no trace of a caller who was turned away', async () => {
    await open();
    await open();
    const kept = () => store.run((db) => db.selectFrom('call_session').selectAll().execute());
    const before = await kept();
    expect(await said(await call())).toEqual(BUSY);
    expect(await kept()).toEqual(before);
  });

  it('are told on a page before it joins, and to its worker where two came for the last line', async () => {
    await open();
    const waiting = await backend.newSession();
    await open();
    expect(await said(await backend.post('/api/sessions', {}, JSON_HEADERS))).toEqual(BUSY);
    const { session_id } = waiting;
    const { room } = await store.run((db) =>
      db
        .selectFrom('call_session')
        .selectAll()
        .where('session_id', '=', session_id)
        .executeTakeFirstOrThrow(),
    );
    const opening = { session_id, room, channel: 'web' };
    expect(await said(await backend.post('/api/calls', opening))).toEqual(BUSY);
  });

  it('are told to an operator who wants a number called', async () => {
    await open();
    await open();
    const wanted = { number: '+14155550123', character: 'front-desk' };
    const headers = { ...operator, ...JSON_HEADERS };
    expect(await said(await backend.post('/api/calls/outbound', wanted, headers))).toEqual(BUSY);
  });

  it('are counted for a gateway with those that wait, each of them once', async () => {
    const free = async (waiting: string[]) =>
      Lines.parse(await body(await backend.post('/api/lines', { waiting }))).free;
    expect(await free([])).toBe(MOST);
    expect(await free(['stream-a'])).toBe(MOST - 1);
    expect(await free(['not\0storable'])).toBe(MOST - 1);
    const room = `sip_${randomUUID()}`;
    await backend.post('/api/calls', { room, channel: 'sip_inbound', caller: room });
    expect(await free([room])).toBe(MOST - 1);
    expect(await free([room, 'stream-a', 'stream-b'])).toBe(0);
  });

  it('are told to no stranger', async () => {
    const answer = await backend.post('/api/lines', { waiting: [] }, JSON_HEADERS);
    expect(answer.status).toBe(401);
  });

  it('do not keep another worker from a call that goes on', async () => {
    const first = await open();
    await open();
    const { session_id, call: facts } = first;
    const again = { session_id, room: facts.room, channel: 'sip_inbound' };
    const answer = await backend.post('/api/calls', again);
    expect(answer.status).toBe(200);
    expect((await body(answer)).epoch).toBe(2);
  });
});
