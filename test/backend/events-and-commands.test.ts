import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaseBell, type LeaseBell } from '../../backend/lease-bell.ts';
import { addCommand } from '../../backend/store/call-commands.ts';
import type { Store } from '../../backend/store/store.ts';
import type { CallRecord } from '../../protocol/call-record.ts';
import { Command } from '../../protocol/command.ts';
import { PATIENCE_MS } from '../patience.ts';
import {
  body,
  committed,
  event,
  operator,
  stand,
  type Stand,
  testStore,
  turn,
  worker,
} from './stand.ts';

let store: Store;
let backend: Stand;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

const code = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return [answer.status, (await body(answer)).code as string];
};
const send = (session_id: string, events: unknown[]) =>
  backend.post(`/api/calls/${session_id}/events`, { events });
const record = async (session_id: string) => {
  const answer = await backend.app.request(`/api/calls/${session_id}`, { headers: operator });
  return (await answer.json()) as CallRecord;
};

describe('a batch of events', () => {
  it('is stored once, however often and in whatever mixture it comes', async () => {
    const { session_id } = await backend.openCall();
    const [a, b, c] = [turn('one'), turn('two'), turn('three')];
    expect(await (await send(session_id, [a, b])).json()).toEqual({
      accepted: 2,
      duplicates: 0,
      late: 0,
    });
    expect(await (await send(session_id, [b, c, c, a])).json()).toEqual({
      accepted: 1,
      duplicates: 3,
      late: 0,
    });
    const { events } = await record(session_id);
    expect(events).toEqual([a, b, c].map((one) => ({ ...one, late: false })));
  });

  it('shows in the order of (epoch, seq), whatever the order it came in', async () => {
    const { session_id } = await backend.openCall();
    const events = [turn('one'), turn('two'), turn('three')];
    for (const one of [...events].reverse()) await send(session_id, [one]);
    const ids = (await record(session_id)).events.map((one) => one.id);
    expect(ids).toEqual(events.map((one) => one.id));
  });

  it('of an epoch that is over is kept, marked late, and decides nothing any more', async () => {
    const { session_id } = await backend.openCall();
    await backend.openCall({ session_id });
    const late = [
      committed('front-desk', 'billing', { epoch: 1 }),
      event({ type: 'call_ended', disconnected_by: 'error', epoch: 1 }),
    ];
    const timely = turn('still here', { epoch: 2 });
    const receipt = await (await send(session_id, [...late, timely])).json();
    expect(receipt).toEqual({ accepted: 3, duplicates: 0, late: 2 });
    const kept = await record(session_id);
    expect(kept.events.map((one) => one.late)).toEqual([true, true, false]);
    expect(kept).toMatchObject({ epoch: 2, ended_at: null, disconnected_by: null });
    expect(kept.path.at(-1)).toBe('front-desk');
  });

  it('ends the call and leaves its path in the record', async () => {
    const { session_id } = await backend.openCall();
    const end = event({ type: 'call_ended', disconnected_by: 'caller' });
    await send(session_id, [end, committed('front-desk', 'billing')]);
    expect(await record(session_id)).toMatchObject({
      ended_at: end.at,
      disconnected_by: 'caller',
      path: ['front-desk', 'billing'],
    });
  });

  it('keeps every character that was said, odd ones too', async () => {
    const { session_id } = await backend.openCall();
    const odd = turn('nul \u0000, half a pair \ud800, ’quotes’ and \\u0000');
    expect((await send(session_id, [odd])).status).toBe(200);
    expect((await record(session_id)).events[0]).toEqual({ ...odd, late: false });
  });

  it('does not mix with that of another call, even by an equal id', async () => {
    const [one, two] = [await backend.openCall(), await backend.openCall()];
    const same = turn('same id');
    for (const { session_id } of [one, two])
      expect(await (await send(session_id, [same])).json()).toMatchObject({ accepted: 1 });
  });

  it('is refused for an unknown session, and whole when one event is wrong', async () => {
    expect(await code(await send(randomUUID(), [turn('x')]))).toEqual([404, 'unknown_session']);
    const { session_id } = await backend.openCall();
    const answer = await send(session_id, [turn('right'), turn('wrong', { epoch: -1 })]);
    expect(await answer.clone().json()).toMatchObject({ errors: [{ path: 'events[1].epoch' }] });
    expect(await code(answer)).toEqual([400, 'bad_request']);
    expect(await code(await send(session_id, []))).toEqual([400, 'bad_request']);
    const many = Array.from({ length: 201 }, () => turn('x'));
    expect(await code(await send(session_id, many))).toEqual([400, 'bad_request']);
    const huge = turn('x'.repeat(1024 * 1024));
    expect(await code(await send(session_id, [huge]))).toEqual([413, 'too_large']);
    expect((await record(session_id)).events).toEqual([]);
  });
});

describe('the command stream', () => {
  const connect = async (session_id: string, at: Stand = backend, epoch = 1) => {
    const answer = await at.app.request(`/api/calls/${session_id}/commands?epoch=${epoch}`, {
      headers: worker,
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const reader = answer.body!.getReader();
    const next = async () => {
      const { value, done } = await reader.read();
      if (done) return undefined;
      const data = /^data: (.*)\n\n$/.exec(new TextDecoder().decode(value))?.[1];
      return Command.parse(JSON.parse(data!));
    };
    return { next, leave: () => reader.cancel() };
  };

  /** A bell whose waits are kept, and take as long as `as` says. */
  const aBell = (as = (ms: number) => ms) => {
    const bell = leaseBell();
    const waits: { ms: number; signal: AbortSignal }[] = [];
    const wait: LeaseBell['wait'] = (session_id, ms, signal) => {
      waits.push({ ms, signal });
      return bell.wait(session_id, as(ms), signal);
    };
    return { bell: { ...bell, wait }, waits };
  };

  it('says the epoch in force at once, and each second again', async () => {
    const { bell, waits } = aBell();
    const other = await stand(store, { bell });
    const { session_id } = await other.openCall();
    const stream = await connect(session_id, other);
    expect(await stream.next()).toEqual({ type: 'heartbeat', epoch: 1 });
    expect(await stream.next()).toEqual({ type: 'heartbeat', epoch: 1 });
    expect(waits[0]).toMatchObject({ ms: 1000 });
    await stream.leave();
  });

  it('tells a worker that another one has taken the call, and does not wait to', async () => {
    const { bell } = aBell(() => 2 * PATIENCE_MS);
    const other = await stand(store, { bell });
    const { session_id } = await other.openCall();
    const stream = await connect(session_id, other);
    await stream.next();
    const next = stream.next();
    await other.openCall({ session_id });
    expect(await next).toEqual({ type: 'heartbeat', epoch: 2 });
    await stream.leave();
  });

  it('goes on while the store does not answer, and says nothing of its worker', async () => {
    const { bell, waits } = aBell(() => 2 * PATIENCE_MS);
    let away = false;
    const run: Store['run'] = (work) =>
      away ? Promise.reject(new Error('no answer')) : store.run(work);
    const other = await stand(store, { bell, store: { ...store, run } });
    const { session_id } = await other.openCall();
    const stream = await connect(session_id, other);
    await stream.next();
    away = true;
    const next = stream.next();
    for (const asked of [2, 3]) {
      bell.ring(session_id);
      await expect.poll(() => waits.length).toBe(asked);
    }
    away = false;
    bell.ring(session_id);
    expect(await next).toEqual({ type: 'heartbeat', epoch: 1 });
    await stream.leave();
  });

  it('leaves an order to the worker that holds the call', async () => {
    const { bell } = aBell(() => 2 * PATIENCE_MS);
    const other = await stand(store, { bell });
    const { session_id } = await other.openCall({ room: 'r-two', channel: 'web' });
    const lost = await connect(session_id, other);
    await lost.next();
    await other.openCall({ session_id, room: 'r-two', channel: 'web' });
    expect(await lost.next()).toEqual({ type: 'heartbeat', epoch: 2 });
    const attempt_id = randomUUID();
    const command = { type: 'transfer', attempt_id, target: '100' } as const;
    await store.run((db) => addCommand(db, session_id, command, new Date()));
    bell.ring(session_id);
    expect(await lost.next()).toEqual({ type: 'heartbeat', epoch: 2 });
    const holding = await connect(session_id, other, 2);
    expect(await holding.next()).toEqual({ type: 'heartbeat', epoch: 2 });
    expect(await holding.next()).toMatchObject(command);
    for (const stream of [lost, holding]) await stream.leave();
  });

  it('is over when the worker has left it', async () => {
    const { bell, waits } = aBell(() => 2 * PATIENCE_MS);
    const other = await stand(store, { bell });
    const { session_id } = await other.openCall();
    const stream = await connect(session_id, other);
    await stream.next();
    await stream.leave();
    expect(waits.map(({ signal }) => signal.aborted)).toEqual([true]);
  });

  it('ends when the backend stops', async () => {
    const other = await stand(store);
    const { session_id } = await other.openCall();
    const stream = await connect(session_id, other);
    await stream.next();
    other.stopping.abort();
    expect(await stream.next()).toBeUndefined();
  });

  it('is refused for a session that is unknown', async () => {
    const answer = await backend.app.request(`/api/calls/${randomUUID()}/commands?epoch=1`, {
      headers: worker,
    });
    expect(await code(answer)).toEqual([404, 'unknown_session']);
  });
});
