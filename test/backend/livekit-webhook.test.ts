import { createHash, randomUUID } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeMergedCalls } from '../../backend/after-merge.ts';
import { liveKit, type Present } from '../../backend/livekit.ts';
import type { Store } from '../../backend/store/store.ts';
import { readEnv } from '../../config/env.ts';
import { CallRecord } from '../../protocol/call-record.ts';
import { evidence } from '../call/a-transfer.ts';
import { body, event, LIVEKIT_KEYS, operator, stand, testStore, type Stand } from './stand.ts';

let store: Store;
let backend: Stand;
/** Who is in each room, by the server. */
const rooms = new Map<string, Present[]>();
const looked = new Set<string>();
let ended: string[];
let ending: (() => void) | undefined;
let failing = false;

const livekit = {
  ...liveKit(readEnv(LIVEKIT_KEYS)),
  present: (room: string) => {
    looked.add(room);
    return failing
      ? Promise.reject(new Error('no answer'))
      : Promise.resolve(rooms.get(room) ?? []);
  },
  endRoom: (room: string) => {
    if (rooms.delete(room)) ended.push(room);
    ending?.();
    return Promise.resolve();
  },
};

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store, { livekit });
});
afterAll(() => store.close());
beforeEach(() => {
  ended = [];
  failing = false;
});

const person = (sid: string): Present => ({ sid, is: 'person' });
const BOTH = [person('PA_caller'), person('PA_person')];
const agent: Present = { sid: 'PA_agent', is: 'agent' };

async function report(room: string, name = 'participant_left', sid = 'PA_gone', signed = true) {
  const text = JSON.stringify({ event: name, room: { name: room }, participant: { sid } });
  const { LIVEKIT_API_SECRET: secret } = LIVEKIT_KEYS;
  return told(text, await signature(text, signed ? secret : 'x'.repeat(40)));
}

function signature(text: string, secret = LIVEKIT_KEYS.LIVEKIT_API_SECRET): Promise<string> {
  const token = new AccessToken(LIVEKIT_KEYS.LIVEKIT_API_KEY, secret);
  token.sha256 = createHash('sha256').update(text).digest('base64');
  return token.toJwt();
}

async function told(text: string, Authorization: string) {
  const headers = { Authorization, 'Content-Type': 'application/webhook+json' };
  return backend.app.request('/api/livekit/webhook', { method: 'POST', headers, body: text });
}

/** A call with a transfer that was judged so; `dial_in` and `bridged` is a merge. */
async function call(verdict = 'bridged', execution = 'dial_in', present = BOTH) {
  const room = `call-${randomUUID()}`;
  rooms.set(room, present);
  const { session_id } = await backend.openCall({ room });
  const attempt_id = randomUUID();
  const events = [
    event({ type: 'transfer_sent', attempt_id, destination: 'tel:+15550100', method: 'warm' }),
    event({
      type: 'transfer_judged',
      at: new Date().toISOString(),
      ...{ attempt_id, verdict, evidence: { ...evidence, execution } },
    }),
  ];
  await backend.post(`/api/calls/${session_id}/events`, { events });
  // Hazard: a merge is looked at once by itself, in its own time; what a test changes comes after.
  if (verdict === 'bridged' && execution === 'dial_in')
    await expect.poll(() => looked.has(room)).toBe(true);
  const record = async () => {
    const answer = await backend.app.request(`/api/calls/${session_id}`, { headers: operator });
    return CallRecord.parse(await answer.json());
  };
  const ends = async () => (await record()).events.filter((one) => one.type === 'call_ended');
  return { room, session_id, record, ends };
}

describe('a merged call that a side has left', () => {
  it('is ended for the side that is alone, and its end is stored once', async () => {
    const { room, record, ends } = await call();
    rooms.set(room, [person('PA_caller')]);
    for (const name of ['participant_left', 'participant_left', 'room_finished'])
      expect((await report(room, name)).status).toBe(200);
    expect(ended).toEqual([room]);
    expect(await ends()).toMatchObject([{ epoch: 0, disconnected_by: 'transfer', late: false }]);
    expect(await record()).toMatchObject({ disconnected_by: 'transfer' });
    expect((await record()).result).toMatchObject({
      was_transferred: true,
      verdict: 'bridged',
      disconnected_by: 'transfer',
    });
  });

  it('has ended when nobody is there', async () => {
    const { room, ends } = await call();
    rooms.delete(room);
    await Promise.all([report(room), report(room), report(room, 'room_finished')]);
    expect(ended).toEqual([]);
    expect(await ends()).toHaveLength(1);
  });

  it('goes on while two talk, also when the server still lists the one that left', async () => {
    const { room, ends } = await call();
    rooms.set(room, [person('PA_caller'), person('PA_person'), { sid: 'PA_rec', is: 'stream' }]);
    await report(room);
    expect(await ends()).toEqual([]);
    await report(room, 'participant_connection_aborted', 'PA_person');
    expect(ended).toEqual([room]);
    expect(await ends()).toHaveLength(1);
  });

  it('is ended when the side had left before the merge was told of', async () => {
    const told = new Promise<void>((done) => {
      ending = done;
    });
    const { room } = await call('bridged', 'dial_in', [person('PA_caller')]);
    await told;
    expect(ended).toEqual([room]);
  });

  it('goes on while its worker is about to leave, and not with one that never does', async () => {
    const { room, ends } = await call();
    rooms.set(room, [person('PA_caller'), agent]);
    await report(room);
    expect(ended).toEqual([]);
    expect(await ends()).toEqual([]);
    const later = () => new Date(Date.now() + 31_000);
    await closeMergedCalls({ store, livekit, log: backend.log, now: later });
    expect(ended).toEqual([room]);
    expect(await ends()).toHaveLength(1);
  });

  it('is not left alone because its worker has already said how it ended', async () => {
    const { room, session_id, ends } = await call();
    rooms.set(room, [person('PA_caller')]);
    const end = event({ type: 'call_ended', disconnected_by: 'transfer' });
    await backend.post(`/api/calls/${session_id}/events`, { events: [end] });
    await report(room);
    expect(ended).toEqual([room]);
    expect(await ends()).toHaveLength(1);
  });

  it('is ended by the next report when the server did not answer', async () => {
    const { room, ends } = await call();
    rooms.set(room, [person('PA_caller')]);
    failing = true;
    expect((await report(room)).status).toBe(500);
    failing = false;
    expect((await report(room)).status).toBe(200);
    expect(await ends()).toHaveLength(1);
  });

  it('is ended at the start of a backend that was away meanwhile', async () => {
    const [left, talking] = [await call(), await call()];
    rooms.set(left.room, [person('PA_caller')]);
    rooms.set(talking.room, [person('PA_caller'), person('PA_person')]);
    await closeMergedCalls({ store, livekit, log: backend.log, now: () => new Date() });
    expect(ended).toContain(left.room);
    expect(ended).not.toContain(talking.room);
    expect(await left.ends()).toHaveLength(1);
    expect(await talking.ends()).toEqual([]);
  });
});

describe('a report of the LiveKit server', () => {
  it('changes nothing for a call that was not merged', async () => {
    const calls = [await call('bridged', 'refer'), await call('busy')];
    for (const { room, ends } of calls) {
      rooms.set(room, [person('PA_caller')]);
      expect((await report(room)).status).toBe(200);
      expect(await ends()).toEqual([]);
    }
    expect(ended).toEqual([]);
  });

  it('is heard and changes nothing for a room that is unknown, or when nobody left', async () => {
    expect((await report('another-room')).status).toBe(200);
    const { room, ends } = await call();
    expect((await report(room, 'participant_joined')).status).toBe(200);
    expect(await ends()).toEqual([]);
  });

  it('is refused when the server did not sign it', async () => {
    const { room } = await call();
    rooms.set(room, [person('PA_caller')]);
    const unsigned = await backend.app.request('/api/livekit/webhook', {
      method: 'POST',
      body: JSON.stringify({ event: 'participant_left', room: { name: room } }),
    });
    const left = JSON.stringify({ event: 'participant_left', room: { name: room } });
    const altered = await told(left, await signature(left.replace(room, 'another-room')));
    const strange = await report(room, 'participant_left', 'PA_gone', false);
    for (const answer of [unsigned, strange, altered])
      expect([answer.status, (await body(answer)).code]).toEqual([401, 'unauthorized']);
    expect(ended).toEqual([]);
  });
});
