import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RecoveryDeps, recoverNext } from '../../backend/recovery/recover-call.ts';
import { type Recovery, startRecovery } from '../../backend/recovery/recovery.ts';
import type { Store } from '../../backend/store/store.ts';
import { CallRecord } from '../../protocol/call-record.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import type { JobMetadata } from '../../protocol/session.ts';
import { evidence } from '../call/a-transfer.ts';
import { body, committed, event, operator, stand, testStore, turn, type Stand } from './stand.ts';

const LEASE_MS = 15_000;

let store: Store;
let backend: Stand;
let now = new Date();
/** Who is in each room, by the server. */
const rooms = new Map<string, { caller: boolean; agent: boolean }>();
const asked: { room: string; metadata: JobMetadata }[] = [];
const cleared: string[] = [];
const ended: string[] = [];
/** How many requests for a worker have no answer, though they may have been heard. */
let unanswered = 0;
let deps: RecoveryDeps;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store, { now: () => now });
  deps = {
    store,
    log: backend.log,
    now: () => now,
    livekit: {
      dispatch: (room, metadata) => {
        asked.push({ room, metadata });
        return unanswered-- > 0 ? Promise.reject(new Error('no answer')) : Promise.resolve();
      },
      whoIsThere: (room) => {
        const there = rooms.get(room);
        return there ? Promise.resolve(there) : Promise.reject(new Error('no answer'));
      },
      clearFor: (room) => {
        cleared.push(room);
        return Promise.resolve();
      },
      endRoom: (room) => {
        ended.push(room);
        return Promise.resolve();
      },
    },
  };
});
afterAll(() => store.close());
beforeEach(async () => {
  for (const list of [asked, cleared, ended]) list.length = 0;
  await store.run((db) => db.deleteFrom('call_lease').execute());
});

const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
/** Takes up whatever is due. */
async function look(): Promise<void> {
  while (await recoverNext(deps));
}

/** A telephone call that a worker holds; its caller is there. */
async function call(...events: CallEvent[]) {
  const room = `call-${randomUUID()}`;
  rooms.set(room, { caller: true, agent: false });
  const opening = { room, channel: 'sip_inbound', caller: 'sip_caller' };
  const { session_id } = await backend.openCall(opening);
  const tell = (...told: CallEvent[]) =>
    backend.post(`/api/calls/${session_id}/events`, { events: told });
  if (events.length > 0) await tell(...events);
  const record = async () => {
    const answer = await backend.app.request(`/api/calls/${session_id}`, { headers: operator });
    return CallRecord.parse(await body(answer));
  };
  const types = async () => (await record()).events.map(({ type }) => type);
  const takeOver = () => backend.openCall({ session_id, room });
  const renew = (epoch = 1) =>
    backend.app.request(`/api/calls/${session_id}/lease`, {
      method: 'PUT',
      headers: { 'X-API-Key': 'service-key-of-the-tests', 'Content-Type': 'application/json' },
      body: JSON.stringify({ epoch }),
    });
  return { room, session_id, tell, record, types, takeOver, renew };
}

/** Nobody has been asked for the call yet; its worker has so long to come back, and then is lost. */
async function isLostLater(recovery: Recovery): Promise<void> {
  expect(asked).toEqual([]);
  later(8000);
  await recovery.look();
  expect(asked).toHaveLength(1);
  await recovery.close();
}

describe('a call whose worker is heard of no more', () => {
  it('is left with a worker that renews its lease, and with no other', async () => {
    const { renew } = await call();
    later(LEASE_MS - 1000);
    expect((await renew()).status).toBe(200);
    later(LEASE_MS - 1000);
    await look();
    expect(asked).toEqual([]);
    later(1000);
    await look();
    expect(asked).toHaveLength(1);
  });

  it('is given to another one: the room is cleared for it, and it knows whom to look for', async () => {
    const { room, session_id, types } = await call();
    later(LEASE_MS);
    await look();
    expect(cleared).toEqual([room]);
    const resume = { caller: 'sip_caller', channel: 'sip_inbound' };
    expect(asked).toEqual([{ room, metadata: { session_id, resume } }]);
    expect(await types()).toEqual(['worker_lost']);
  });

  it('is given to one that another backend on the same store has not given it to already', async () => {
    await call();
    later(LEASE_MS);
    await Promise.all([look(), look(), look()]);
    expect(asked).toHaveLength(1);
  });

  it('asks again, without a second word of the loss, while nobody comes; then it is ended', async () => {
    const { room, types, record } = await call();
    later(LEASE_MS);
    for (let looks = 0; looks < 6; looks += 1) {
      await look();
      later(15_000);
    }
    expect(asked).toHaveLength(6);
    expect(cleared).toHaveLength(1);
    expect(ended).toEqual([]);
    await look();
    expect(ended).toEqual([room]);
    expect(await types()).toEqual(['worker_lost', 'call_ended']);
    expect((await record()).result).toMatchObject({ disconnected_by: 'worker_lost' });
    later(60_000);
    await look();
    expect(ended).toHaveLength(1);
  });

  it('waits for whoever has come into the room and has not opened the call yet', async () => {
    const { room } = await call();
    later(LEASE_MS);
    await look();
    rooms.set(room, { caller: true, agent: true });
    later(15_000);
    await look();
    expect(asked).toHaveLength(1);
  });

  it('is held by whoever has opened it, and the one that was lost renews nothing', async () => {
    const { takeOver, renew } = await call();
    later(LEASE_MS);
    await look();
    expect((await takeOver()).epoch).toBe(2);
    expect((await renew(1)).status).toBe(409);
    later(LEASE_MS - 1000);
    await look();
    expect(asked).toHaveLength(1);
    expect((await renew(2)).status).toBe(200);
  });

  it('is given to another one at once when its worker says that it stops', async () => {
    const { tell, types } = await call();
    await tell(event({ type: 'worker_lost', detail: 'stopping' }));
    await look();
    expect(asked).toHaveLength(1);
    expect(await types()).toEqual(['worker_lost']);
  });

  it('stays with whoever has it when an earlier worker stops', async () => {
    const { tell, takeOver } = await call();
    await takeOver();
    await tell(event({ type: 'worker_lost', detail: 'stopping' }));
    await look();
    expect(asked).toEqual([]);
  });

  it('is looked at again when the server does not answer', async () => {
    const { room } = await call();
    rooms.delete(room);
    later(LEASE_MS);
    await look();
    rooms.set(room, { caller: true, agent: false });
    later(3000);
    await look();
    expect(asked).toHaveLength(1);
  });

  it('has been lost once and has all its looks, however long the server did not answer', async () => {
    const { room, types, record } = await call();
    rooms.delete(room);
    later(LEASE_MS);
    for (let looks = 0; looks < 8; looks += 1) {
      await look();
      later(3000);
    }
    expect([asked.length, cleared.length, ended.length]).toEqual([0, 0, 0]);
    rooms.set(room, { caller: true, agent: true });
    await look();
    expect([asked.length, cleared]).toEqual([1, [room]]);
    expect(await types()).toEqual(['worker_lost']);
    expect((await record()).result.disconnected_by).toBeNull();
  });

  it('is cleared for the next worker once, and not of one that was asked without an answer', async () => {
    const { room, record } = await call();
    unanswered = 1;
    later(LEASE_MS);
    await look();
    rooms.set(room, { caller: true, agent: true });
    later(3000);
    await look();
    expect([asked.length, cleared]).toEqual([1, [room]]);
    rooms.set(room, { caller: true, agent: false });
    unanswered = 100;
    for (let looks = 0; looks < 8; looks += 1) {
      later(15_000);
      await look();
    }
    unanswered = 0;
    expect((await record()).result.disconnected_by).toBe('worker_lost');
  });

  it('is lost anew where its worker had come back by itself', async () => {
    const { renew, room } = await call();
    later(LEASE_MS);
    await look();
    expect(asked).toHaveLength(1);
    expect((await renew()).status).toBe(200);
    later(LEASE_MS);
    await look();
    expect([asked.length, cleared]).toEqual([2, [room, room]]);
  });

  it('has ended when the caller has gone as well, at the third look', async () => {
    const { room, record } = await call();
    rooms.set(room, { caller: false, agent: false });
    later(LEASE_MS);
    for (let looks = 0; looks < 3; looks += 1) {
      expect((await record()).result.disconnected_by).toBeNull();
      await look();
      later(3000);
    }
    expect(asked).toEqual([]);
    expect((await record()).result).toMatchObject({ disconnected_by: 'worker_lost' });
  });

  it('that has ended is opened by nobody any more', async () => {
    const { session_id, room, tell } = await call();
    await tell(event({ type: 'call_ended', disconnected_by: 'caller' }));
    later(LEASE_MS);
    await look();
    expect(asked).toEqual([]);
    const answer = await backend.post('/api/calls', { session_id, room, channel: 'sip_inbound' });
    expect(await body(answer)).toMatchObject({ code: 'call_over' });
  });

  it('is not lost because this backend was away itself', async () => {
    await call();
    later(60_000);
    const recovery = startRecovery(deps);
    await recovery.look();
    await isLostLater(recovery);
  });

  it('is not lost because the store was away, however often it was asked', async () => {
    await call();
    let away = true;
    const refuses = () => Promise.reject(new Error('no answer'));
    const shaky: Store = {
      ...store,
      run: (work) => (away ? refuses() : store.run(work)),
      ping: () => (away ? refuses() : store.ping()),
    };
    const recovery = startRecovery({ ...deps, store: shaky });
    for (let looks = 0; looks < 12; looks += 1) {
      later(5000);
      await recovery.look();
    }
    away = false;
    await recovery.look();
    await isLostLater(recovery);
  });
});

describe('a call whose store stood still', () => {
  it('is left to its worker, whose renewals wait for the same store', async () => {
    await call();
    let stands_ms = 0;
    const slow: Store = {
      ...store,
      ping: () => {
        later(stands_ms);
        return store.ping();
      },
    };
    const recovery = startRecovery({ ...deps, store: slow });
    await recovery.look();
    stands_ms = 16_000;
    await recovery.look();
    stands_ms = 0;
    await isLostLater(recovery);
  });
});

describe('whoever goes on with a call', () => {
  it('knows what was said, by whom, and on which way the call has come', async () => {
    const { takeOver } = await call(
      turn('I need an invoice.'),
      committed('front-desk', 'billing', { reason: 'an invoice' }),
      event({ type: 'variable_set', name: 'account_id', value: '42' }),
      turn('Number 42.', { character: 'billing' }),
    );
    const bundle = await takeOver();
    expect(bundle.character.slug).toBe('billing');
    expect(bundle.variables).toMatchObject({ account_id: '42' });
    expect(bundle.taken_over).toMatchObject({
      lines: [
        { role: 'caller', text: 'I need an invoice.', name: 'Riley' },
        { role: 'caller', text: 'Number 42.', name: 'Billing' },
      ],
      hops: [{ from: 'front-desk', to: 'billing', request: 'an invoice', learned: 0 }],
      transfers_sent: 0,
      lost_transfer: null,
      desk: null,
      handed_back: null,
    });
  });

  it('knows nothing of that where nobody had the call before', async () => {
    const room = `call-${randomUUID()}`;
    expect((await backend.openCall({ room })).taken_over).toBeNull();
  });

  const sent = (attempt_id: string, method: string, destination: string) =>
    event({ type: 'transfer_sent', attempt_id, destination, method, reason: 'a bike' });

  it('tells of a transfer that nobody knows the end of, which the record calls unknown', async () => {
    const attempt_id = randomUUID();
    const destination = 'tel:+14155550132';
    const { takeOver, record } = await call(
      committed('front-desk', 'technical'),
      sent(attempt_id, 'livekit_sip_refer', destination),
    );
    later(LEASE_MS);
    await look();
    const { result } = await record();
    expect(result).toMatchObject({ was_transferred: false, verdict: 'unknown' });
    expect(result.transfer_failed_reason).toBe('worker_lost');
    const { taken_over } = await takeOver();
    expect(taken_over).toMatchObject({ lost_transfer: 'Sales', transfers_sent: 1 });
  });

  it('is asked for by nobody where the caller was put through to a person', async () => {
    const attempt_id = randomUUID();
    const { types } = await call(
      sent(attempt_id, 'warm', 'tel:+14155550132'),
      event({
        type: 'transfer_judged',
        ...{ attempt_id, verdict: 'bridged', evidence: { ...evidence, execution: 'consult' } },
      }),
    );
    later(LEASE_MS);
    await look();
    expect(asked).toEqual([]);
    expect(await types()).not.toContain('worker_lost');
  });

  it('has ended by the desk when whoever was with a person there has gone as well', async () => {
    const attempt_id = randomUUID();
    const { room, record } = await call(
      sent(attempt_id, 'agent_desk', 'support'),
      event({
        type: 'transfer_judged',
        ...{ attempt_id, verdict: 'bridged', evidence: { ...evidence, execution: 'desk' } },
      }),
    );
    rooms.set(room, { caller: false, agent: false });
    later(LEASE_MS);
    for (let looks = 0; looks < 3; looks += 1) {
      await look();
      later(3000);
    }
    expect((await record()).result).toMatchObject({ disconnected_by: 'transfer_to_agent' });
  });

  it('finds the caller at the desk where they wait, at their old place', async () => {
    const { session_id, takeOver, record } = await call();
    const agent = await backend.signIn('an-agent');
    await backend.app.request('/api/desk/duty', {
      method: 'PUT',
      headers: agent,
      body: JSON.stringify({ on: true }),
    });
    const wanted = { id: randomUUID(), queue: 'support', caller: 'Jo', reason: 'an invoice' };
    await backend.post(`/api/calls/${session_id}/desk`, wanted);
    later(LEASE_MS);
    await look();
    expect(asked).toHaveLength(1);
    const { id, queue, reason } = wanted;
    expect((await takeOver()).taken_over?.desk).toMatchObject({ id, queue, reason });
    expect((await record()).events.map(({ type }) => type)).not.toContain('transfer_failed');
  });
});
