import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import { startCallbacks, type Callbacks } from '../../backend/jobs/callbacks.ts';
import { recordEvents } from '../../backend/record-events.ts';
import { listEvents } from '../../backend/store/events.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import type { Callback } from '../../protocol/callback.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';
import { fakeLiveKit } from './callbacks-livekit.ts';
import {
  body,
  CAST,
  characterFolder,
  characterText,
  event,
  operator,
  stand,
  testStore,
  turn,
  type Stand,
} from './stand.ts';

const MINUTE_MS = 60_000;
const HOURS = '{ start: "09:00", end: "18:00", timezone: "Asia/Kolkata" }';
const OFFICE = {
  'office.md': characterText('Olivia', `routing_config: { business_hours: ${HOURS} }\n`),
  'router.md': characterText('Rita', `routing_config: { business_hours: ${HOURS} }\n`),
};
const DIALING = DialingPolicy.parse({ countries: ['US'], outbound_trunk: 'ST_out' });

let store: Store;
let backend: Stand;
let phone: ReturnType<typeof fakeLiveKit>;
let job: Callbacks;
let lines: string[];
let now: Date;
let number: string;
let numbers = 100;

beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  // A Tuesday evening in Kolkata; the office opens at 03:30 UTC.
  now = new Date('2026-12-01T14:30:00.000Z');
  number = `+1415555${numbers++}0`;
  phone = fakeLiveKit();
  lines = [];
  job = begin();
  backend = await stand(store, {
    livekit: phone.livekit,
    dialing: DIALING,
    callbacks: job,
    now: () => now,
  });
  await cast({ ...CAST, ...OFFICE });
});
afterEach(async () => {
  await job.close();
  await store.run((db) => db.deleteFrom('callback_request').execute());
  await store.run((db) => db.deleteFrom('callback').execute());
});

function begin(dialing = DIALING, atOnce = 3) {
  const log = createLog('test', 'debug', { write: (line) => void lines.push(line) });
  const { livekit } = phone;
  const more = { frontDesk: 'front-desk', atOnce, now: () => now };
  return startCallbacks({ store, livekit, log, dialing, ...more });
}
async function cast(files: Record<string, string>) {
  const folder = characterFolder(files);
  await importFolder(folder.dir, store, createLog('test', 'silent')).finally(folder.remove);
}
const send = async (session_id: string, ...events: unknown[]) => {
  const stored = await backend.post(`/api/calls/${session_id}/events`, { events });
  expect(stored.status).toBe(200);
};
const scheduled = (fields: Record<string, unknown> = {}) =>
  event({
    type: 'callback_scheduled',
    callback_id: randomUUID(),
    number,
    name: 'Ada',
    reason: 'an invoice',
    character: 'office',
    due_at: '2026-12-02T03:30:00.000Z',
    at: now.toISOString(),
    ...fields,
  }) as CallEvent & { type: 'callback_scheduled' };
/** A caller calls, says something and wants to be called back. */
async function ask(fields: Record<string, unknown> = {}, request: object = {}) {
  const asked = { room: randomUUID(), channel: 'sip_inbound', caller_id: number, ...request };
  const { session_id } = await backend.openCall(asked);
  const wish = scheduled(fields);
  await send(
    session_id,
    turn('I have a question about an invoice.'),
    turn('We are closed now.', { role: 'agent' }),
    event({ type: 'variable_set', name: 'account_id', value: 42 }),
    wish,
  );
  return { session_id, callback_id: wish.callback_id, wish };
}
const list = async (query = ''): Promise<Callback[]> => {
  const answer = await backend.app.request(`/api/callbacks${query}`, { headers: operator });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { callbacks: Callback[] }).callbacks;
};
const find = async (callback_id: string) =>
  (await list()).find((one) => one.callback_id === callback_id)!;
const steer = (callback_id: string, verb: 'cancel' | 'now') =>
  backend.app.request(`/api/callbacks/${callback_id}/${verb}`, {
    method: 'POST',
    headers: operator,
  });
const lookAt = async (at: string | number) => {
  now = new Date(at);
  await job.look();
};
const OPENS = '2026-12-02T03:30:00.000Z';
/** The worker that was asked last takes the call. */
const takeCall = () => {
  const { room, metadata } = phone.to(number).at(-1)!;
  return backend.openCall({ session_id: metadata.session_id, room, channel: 'sip_outbound' });
};
const notAnswered = async (detail: string) => {
  const { session_id } = await takeCall();
  await send(session_id, event({ type: 'call_ended', disconnected_by: 'error', detail }));
};

describe('a callback', () => {
  it('is placed in the next window and not before', async () => {
    const { callback_id, session_id } = await ask();
    await lookAt('2026-12-02T03:29:59.000Z');
    expect(phone.to(number)).toEqual([]);
    expect(await find(callback_id)).toMatchObject({
      ...{ session_id, number, name: 'Ada', reason: 'an invoice', character: 'office' },
      ...{ state: 'waiting', attempts: 0, last_outcome: null, due_at: OPENS, any_hour: false },
    });
    await lookAt(OPENS);
    await job.look();
    expect(phone.to(number)).toHaveLength(1);
    const placed = await find(callback_id);
    expect(placed).toMatchObject({ state: 'placed', attempts: 1 });
    expect(phone.to(number)[0]!.metadata.session_id).toBe(placed.placed_session_id);
  });

  it('waits for the hours as they are when it comes due', async () => {
    const { callback_id } = await ask();
    const later = HOURS.replace('09:00', '11:00').replace('}', ', holidays: ["2026-12-02"] }');
    const text = characterText('Olivia', `routing_config: { business_hours: ${later} }\n`);
    await cast({ ...CAST, ...OFFICE, 'office.md': text });
    await lookAt(OPENS);
    expect(phone.to(number)).toEqual([]);
    expect((await find(callback_id)).due_at).toBe('2026-12-03T05:30:00.000Z');
    await lookAt('2026-12-03T05:30:00.000Z');
    expect(phone.to(number)).toHaveLength(1);
  });

  it('to a character without hours keeps to those of the one who took the request', async () => {
    const { callback_id } = await ask(
      { character: 'billing', due_at: now.toISOString() },
      { character: 'router' },
    );
    await job.look();
    expect(phone.to(number)).toEqual([]);
    expect((await find(callback_id)).due_at).toBe(OPENS);
  });

  it('connects the right character, who knows what was said and of whom', async () => {
    const asked = await ask({}, { caller_id: number });
    await store.run((db) =>
      db
        .updateTable('call_session')
        .set({ verified: '{"id":"u1","tier":"vip"}', user_id: 'u1' })
        .where('session_id', '=', asked.session_id)
        .execute(),
    );
    await lookAt(OPENS);
    const bundle = await takeCall();
    expect(bundle.character.slug).toBe('office');
    expect(bundle.channel).toBe('sip_outbound');
    expect(bundle.call.caller_id).toBe(number);
    expect(bundle.variables).toEqual({ account_id: 42 });
    expect(bundle.user.verified).toEqual({ id: 'u1', tier: 'vip' });
    expect(bundle.user.previous_calls).toMatchObject([{ session_id: asked.session_id }]);
    expect(bundle.callback).toEqual({
      reason: 'an invoice',
      name: 'Ada',
      asked_at: '2026-12-01T14:30:00.000Z',
      conversation: 'Caller: I have a question about an invoice.\nRiley: We are closed now.',
    });
  });

  it('brings the last forty turns, and none of a worker that had lost its call', async () => {
    const { session_id } = await ask();
    const turns = Array.from({ length: 60 }, (_, at) => turn(`turn ${at}`));
    await send(session_id, ...turns);
    const { room } = (await store.run((db) =>
      db
        .selectFrom('call_session')
        .select('room')
        .where('session_id', '=', session_id)
        .executeTakeFirst(),
    ))!;
    await backend.openCall({ session_id, room });
    await send(session_id, turn('too late'));
    await lookAt(OPENS);
    const said = (await takeCall()).callback!.conversation.split('\n');
    expect(said).toHaveLength(40);
    expect(said.at(0)).toBe('Caller: turn 20');
    expect(said.at(-1)).toBe('Caller: turn 59');
  });

  it('of a worker that had lost its call is not kept', async () => {
    const room = randomUUID();
    const { session_id } = await backend.openCall({ room });
    await backend.openCall({ room, session_id });
    await send(session_id, scheduled({ epoch: 1 }));
    expect(await list()).toEqual([]);
  });

  it('that is told again is one', async () => {
    const { session_id, wish, callback_id } = await ask();
    await send(session_id, wish);
    await send(session_id, { ...wish, id: randomUUID() });
    expect((await find(callback_id)).requests).toHaveLength(1);
    await lookAt(OPENS);
    await takeCall();
    await send(session_id, { ...wish, id: randomUUID() });
    expect(await list()).toHaveLength(1);
  });

  it('whose words hold what the store cannot is kept all the same', async () => {
    const { session_id } = await backend.openCall({ room: randomUUID() });
    await send(session_id, scheduled({ reason: 'bad \u0000 reason' }));
    expect(await list()).toMatchObject([{ reason: 'bad \ufffd reason' }]);
  });

  it('is kept with its event or not at all', async () => {
    const broken = () => Promise.reject(new Error('the outbox is full'));
    const webhooks = { write: broken, wake: () => undefined, close: () => Promise.resolve() };
    const { session_id } = await backend.openCall({ room: randomUUID() });
    const events = [scheduled()];
    const deps = { store, webhooks, now: () => now };
    await expect(recordEvents(deps, session_id, events)).rejects.toThrow('the outbox is full');
    expect(await list()).toEqual([]);
    expect(await store.run((db) => listEvents(db, session_id))).toEqual([]);
  });

  it('of two people behind one number is each their own, with their own name', async () => {
    const ada = await ask();
    now = new Date(now.getTime() + MINUTE_MS);
    const bo = await ask({ reason: 'a refund', character: 'billing', name: 'Bo' });
    expect(await find(ada.callback_id)).toMatchObject({
      ...{ state: 'waiting', name: 'Ada', reason: 'an invoice', character: 'office' },
      requests: [{ callback_id: ada.callback_id }],
    });
    expect(await find(bo.callback_id)).toMatchObject({
      ...{ state: 'waiting', name: 'Bo', reason: 'a refund', character: 'billing' },
      requests: [{ callback_id: bo.callback_id }],
    });
    await steer(bo.callback_id, 'cancel');
    await lookAt(OPENS);
    expect((await takeCall()).callback).toMatchObject({ name: 'Ada', reason: 'an invoice' });
  });

  it('never calls somebody by the name of another who shares the number', async () => {
    const { callback_id } = await ask({ name: 'Ada' });
    now = new Date(now.getTime() + MINUTE_MS);
    await ask({ name: undefined, reason: 'a refund' });
    expect(await find(callback_id)).toMatchObject({
      ...{ name: null, reason: 'a refund' },
      requests: [{ name: 'Ada' }, { name: null }],
    });
    await lookAt(OPENS);
    expect((await takeCall()).callback).toMatchObject({ name: null, reason: 'a refund' });
  });

  it('asked for again is one call, as the newest request wants it', async () => {
    const first = await ask();
    const other = await ask({ number: '+14155559999' });
    now = new Date(now.getTime() + MINUTE_MS);
    const due_at = '2026-12-03T03:30:00.000Z';
    const second = await ask({ reason: 'a refund', due_at });
    const callbacks = await list('?state=waiting');
    expect(callbacks.map((one) => one.callback_id).sort()).toEqual(
      [first.callback_id, other.callback_id].sort(),
    );
    const kept = await find(first.callback_id);
    expect(kept).toMatchObject({ reason: 'a refund', name: 'Ada', due_at });
    expect(kept.session_id).toBe(second.session_id);
    expect(kept.requests).toMatchObject([
      { callback_id: first.callback_id, reason: 'an invoice' },
      { callback_id: second.callback_id, reason: 'a refund' },
    ]);
    // The second one's id leads to the same.
    expect((await body(await steer(second.callback_id, 'cancel'))).callback_id).toBe(
      first.callback_id,
    );
  });

  it('that is heard of after a newer one is recorded and changes nothing', async () => {
    const newest = await ask();
    const at = new Date(now.getTime() - MINUTE_MS).toISOString();
    const belated = await ask({ at, reason: 'an older wish' });
    expect(await list()).toHaveLength(1);
    const kept = await find(newest.callback_id);
    expect(kept).toMatchObject({ reason: 'an invoice', session_id: newest.session_id });
    expect(kept.requests.map((one) => one.callback_id)).toEqual([
      belated.callback_id,
      newest.callback_id,
    ]);
  });

  it.each([
    ['+19005550123', DIALING, 'cost extra'],
    ['+4915112345678', DIALING, 'country'],
    ['+14155550123', DialingPolicy.parse({ countries: ['US'] }), 'outbound_trunk'],
  ])('to %s that policy does not let through fails aloud (%#)', async (to, dialing, because) => {
    await job.close();
    job = begin(dialing);
    const { callback_id } = await ask({ number: to });
    await lookAt(OPENS);
    const failed = await find(callback_id);
    expect(failed.state).toBe('failed');
    expect(failed.last_outcome).toContain(because);
    expect(phone.dispatches).toEqual([]);
    expect(lines.some((line) => line.includes('is given up') && line.includes(because))).toBe(true);
    expect(lines.join('')).not.toContain(to);
  });

  it('whose character is gone is spoken by the front desk', async () => {
    await ask();
    await cast(CAST);
    await lookAt(OPENS);
    expect((await takeCall()).character.slug).toBe('front-desk');
  });

  it('that nobody can speak fails', async () => {
    const { callback_id } = await ask();
    await cast({ 'front-desk.md': characterText('Riley', 'enabled: false\n') });
    await lookAt(OPENS);
    expect(await find(callback_id)).toMatchObject({
      state: 'failed',
      last_outcome: 'office is gone or off, and no front desk stands in.',
    });
  });
});

describe('the job', () => {
  const woken = async (session_id: string, ...events: CallEvent[]) => {
    let times = 0;
    const callbacks = { wake: () => void (times += 1) };
    await recordEvents({ store, callbacks, now: () => now }, session_id, events);
    return times;
  };
  const ends = () => event({ type: 'call_ended', disconnected_by: 'caller' });

  it('is woken by a request, once however often it is told', async () => {
    const { session_id } = await backend.openCall({ room: randomUUID() });
    const wish = scheduled();
    expect(await woken(session_id, turn('Call me back.'), wish)).toBe(1);
    expect(await woken(session_id, wish)).toBe(0);
  });

  it('is woken by the end of a call that was placed for a callback', async () => {
    await ask();
    await lookAt(OPENS);
    const { session_id } = await takeCall();
    expect(await woken(session_id, turn('Hello?'))).toBe(0);
    expect(await woken(session_id, ends())).toBe(1);
  });

  it('is left alone by words, by the end of another call, and by a worker that lost its call', async () => {
    const room = randomUUID();
    const { session_id } = await backend.openCall({ room });
    expect(await woken(session_id, turn('Hello.'), turn('I have a question.'))).toBe(0);
    await backend.openCall({ room, session_id });
    expect(await woken(session_id, scheduled({ epoch: 1 }))).toBe(0);
    expect(await woken(session_id, event({ ...ends(), id: randomUUID(), epoch: 2 }))).toBe(0);
  });
});

describe('a callback that is placed', () => {
  it('is done once somebody has answered', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const { session_id } = await takeCall();
    await send(session_id, turn('Hello?'));
    expect((await find(callback_id)).state).toBe('placed');
    await send(session_id, event({ type: 'call_ended', disconnected_by: 'error' }));
    expect(await find(callback_id)).toMatchObject({ state: 'done', last_outcome: 'answered' });
  });

  it.each(['caller', 'agent', 'silence'] as const)(
    'and answered by silence, and ended by %s, is called again as one not answered',
    async (disconnected_by) => {
      const { callback_id } = await ask();
      await lookAt(OPENS);
      const { session_id } = await takeCall();
      const greeting = turn('Hi, Olivia here.', { role: 'agent' });
      await send(session_id, greeting, event({ type: 'call_ended', disconnected_by }));
      expect(await find(callback_id)).toMatchObject({
        ...{ state: 'waiting', attempts: 1, last_outcome: 'no_answer' },
        due_at: new Date(Date.parse(OPENS) + 30 * MINUTE_MS).toISOString(),
      });
    },
  );

  it('and answered by silence three times is given up', async () => {
    const { callback_id } = await ask();
    for (let at = 0; at < 3; at += 1) {
      await lookAt(Date.parse(OPENS) + at * 30 * MINUTE_MS);
      const { session_id } = await takeCall();
      await send(session_id, event({ type: 'call_ended', disconnected_by: 'agent' }));
    }
    expect(await find(callback_id)).toMatchObject({
      ...{ state: 'failed', attempts: 3, last_outcome: 'no_answer' },
    });
  });

  it.each([
    ['who only pressed a key', [event({ type: 'digits', digits: '1' })], 'caller'],
    ['who was put through to a person', [], 'transfer'],
  ] as const)('is done for somebody %s', async (_who, happened, disconnected_by) => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const { session_id } = await takeCall();
    await send(session_id, ...happened, event({ type: 'call_ended', disconnected_by }));
    expect(await find(callback_id)).toMatchObject({ state: 'done', last_outcome: 'answered' });
  });

  it('and not answered is placed again after half an hour, three times at most', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    await notAnswered('busy');
    const again = new Date(Date.parse(OPENS) + 30 * MINUTE_MS);
    expect(await find(callback_id)).toMatchObject({
      ...{ state: 'waiting', attempts: 1, last_outcome: 'busy', due_at: again.toISOString() },
    });
    await lookAt(again.getTime() - 1);
    expect(phone.to(number)).toHaveLength(1);
    await lookAt(again.getTime());
    await notAnswered('no_answer');
    await lookAt(again.getTime() + 30 * MINUTE_MS);
    expect(phone.to(number)).toHaveLength(3);
    await notAnswered('declined');
    expect(await find(callback_id)).toMatchObject({
      ...{ state: 'failed', attempts: 3, last_outcome: 'declined' },
    });
    await lookAt('2026-12-10T06:00:00.000Z');
    expect(phone.to(number)).toHaveLength(3);
  });

  it('is not placed again after hours', async () => {
    const { callback_id } = await ask({ due_at: '2026-12-02T12:15:00.000Z' });
    await lookAt('2026-12-02T12:15:00.000Z');
    await notAnswered('no_answer');
    await lookAt('2026-12-02T12:45:00.000Z');
    expect(phone.to(number)).toHaveLength(1);
    expect((await find(callback_id)).due_at).toBe('2026-12-03T03:30:00.000Z');
  });

  it('and never opened by a worker is placed again; a worker that comes late does not dial', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const [first] = phone.to(number);
    await lookAt(Date.parse(OPENS) + 2 * MINUTE_MS - 1);
    expect(phone.to(number)).toHaveLength(1);
    await lookAt(Date.parse(OPENS) + 2 * MINUTE_MS);
    expect(phone.to(number)).toHaveLength(2);
    expect(phone.ended).toEqual([first!.room]);
    expect((await find(callback_id)).attempts).toBe(2);
    const late = await backend.post('/api/calls', {
      ...{ session_id: first!.metadata.session_id, room: first!.room, channel: 'sip_outbound' },
    });
    expect((await body(late)).code).toBe('unknown_session');
    await takeCall();
  });

  it('and lost by its worker while it rang is placed again, but not while somebody is there', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const { call } = await takeCall();
    phone.people.set(call.room, [{ sid: 'PA_1', is: 'agent' }]);
    await lookAt(Date.parse(OPENS) + 10 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('placed');
    phone.people.delete(call.room);
    await lookAt(Date.parse(OPENS) + 20 * MINUTE_MS);
    expect(await find(callback_id)).toMatchObject({
      state: 'waiting',
      last_outcome: 'worker_lost',
    });
  });

  it('is not taken for lost while its worker is on its way into the room', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    now = new Date(Date.parse(OPENS) + 2 * MINUTE_MS - 1);
    await takeCall();
    await lookAt(Date.parse(OPENS) + 2 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('placed');
    await lookAt(Date.parse(OPENS) + 4 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('waiting');
  });

  it('is not taken for lost by a backend that was away, before workers could tell it', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    await takeCall();
    await job.close();
    now = new Date(Date.parse(OPENS) + 60 * MINUTE_MS);
    job = begin();
    await job.look();
    expect((await find(callback_id)).state).toBe('placed');
    await lookAt(now.getTime() + 2 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('waiting');
  });

  it('and taken for lost is done after all when its end is told late', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const { session_id } = await takeCall();
    await lookAt(Date.parse(OPENS) + 10 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('waiting');
    await send(
      session_id,
      turn('Hello?'),
      event({ type: 'call_ended', disconnected_by: 'caller' }),
    );
    expect((await find(callback_id)).state).toBe('done');
  });

  it('and not answered gives way to a newer request', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const newer = await ask({ due_at: '2026-12-03T03:30:00.000Z' });
    await notAnswered('busy');
    expect(await find(callback_id)).toMatchObject({ state: 'cancelled' });
    expect(await find(newer.callback_id)).toMatchObject({ state: 'waiting' });
  });
});

describe('a backend', () => {
  it('beside another one on the same store does not place a call twice', async () => {
    const [one, other] = [begin(DIALING, 8), begin(DIALING, 8)];
    const asked: string[] = [];
    for (let at = 0; at < 8; at += 1) {
      asked.push(`+1415556000${at}`);
      await ask({ number: asked[at] });
    }
    now = new Date(OPENS);
    await Promise.all([one.look(), other.look(), one.look(), other.look()]);
    await Promise.all([one.close(), other.close()]);
    expect(phone.dispatches.map((one) => one.metadata.dial).sort()).toEqual(asked);
  });

  it('that died before it asked for a worker loses no call', async () => {
    const { callback_id } = await ask();
    phone.state.fault = 'unheard';
    await lookAt(OPENS);
    expect(await find(callback_id)).toMatchObject({ state: 'placing', attempts: 1 });
    phone.state.fault = undefined;
    await job.close();
    job = begin();
    await lookAt(Date.parse(OPENS) + MINUTE_MS - 1);
    expect(phone.to(number)).toEqual([]);
    await lookAt(Date.parse(OPENS) + MINUTE_MS);
    expect(phone.to(number)).toHaveLength(1);
    expect(await find(callback_id)).toMatchObject({ state: 'placed', attempts: 1 });
  });

  it('that could ask for no worker all day does not call at night', async () => {
    const { callback_id } = await ask();
    phone.state.fault = 'unheard';
    await lookAt(OPENS);
    phone.state.fault = undefined;
    await lookAt('2026-12-02T12:30:00.000Z');
    expect(phone.to(number)).toEqual([]);
    expect(await find(callback_id)).toMatchObject({
      ...{ state: 'waiting', attempts: 0, due_at: '2026-12-03T03:30:00.000Z' },
    });
  });

  it.each(['has opened the call', 'has not opened it yet'])(
    'that died after it asked for a worker, who %s, does not ask for another',
    async (how) => {
      const { callback_id } = await ask();
      phone.state.fault = 'answer lost';
      await lookAt(OPENS);
      expect((await find(callback_id)).state).toBe('placing');
      phone.state.fault = undefined;
      if (how === 'has opened the call') await takeCall();
      await job.close();
      job = begin();
      await lookAt(Date.parse(OPENS) + MINUTE_MS);
      expect(phone.to(number)).toHaveLength(1);
      expect(await find(callback_id)).toMatchObject({ state: 'placed', attempts: 1 });
    },
  );

  it('goes on with the others when one callback breaks', async () => {
    const broken = await ask({ number: '+14155557001', due_at: '2026-12-02T03:29:00.000Z' });
    await ask();
    await store.run((db) =>
      db
        .insertInto('character_version')
        .values({ slug: 'office', source: 'file', hash: 'x', body: '{}', created_at: now })
        .execute(),
    );
    await store.run((db) =>
      db
        .updateTable('callback')
        .set({ character: 'billing', asked_by: 'billing' })
        .where('callback_id', '!=', broken.callback_id)
        .execute(),
    );
    await lookAt(OPENS);
    expect(phone.to(number)).toHaveLength(1);
    expect(await find(broken.callback_id)).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(lines.some((line) => line.includes('A callback broke'))).toBe(true);
  });
});

describe('many callbacks that are due', () => {
  const numbers = ['+14155556001', '+14155556002', '+14155556003', '+14155556004', '+14155556005'];
  const dialled = () => phone.dispatches.map((one) => one.metadata.dial);
  const askAll = async () => {
    for (const [at, to] of numbers.entries())
      await ask({ number: to, due_at: new Date(Date.parse(OPENS) - at * 1000).toISOString() });
  };
  const endCallTo = async (to: string) => {
    const { room, metadata } = phone.to(to).at(-1)!;
    const opening = { session_id: metadata.session_id, room, channel: 'sip_outbound' };
    const { session_id } = await backend.openCall(opening);
    await send(
      session_id,
      turn('Hello?'),
      event({ type: 'call_ended', disconnected_by: 'caller' }),
    );
  };
  const [first, second, third, fourth] = [...numbers].reverse();

  it('are placed three at once, those that wait longest first; each that ends lets one in', async () => {
    await askAll();
    await lookAt(OPENS);
    expect(dialled()).toEqual([first, second, third]);
    await endCallTo(second!);
    await job.look();
    expect(dialled()).toEqual([first, second, third, fourth]);
  });

  it('are three at once for two backends on one store together', async () => {
    await askAll();
    now = new Date(OPENS);
    const other = begin();
    await Promise.all([job.look(), other.look()]);
    await Promise.all([job.look(), other.look()]);
    await other.close();
    expect(dialled().sort()).toEqual([first, second, third].sort());
  });

  it('are still three when the backend was another one before', async () => {
    await askAll();
    await lookAt(OPENS);
    await job.close();
    job = begin();
    await job.look();
    expect(dialled()).toHaveLength(3);
  });

  it('to one number ring it one after the other', async () => {
    await ask();
    await ask({ character: 'billing', due_at: OPENS });
    await lookAt(OPENS);
    expect(phone.to(number)).toHaveLength(1);
    await notAnswered('busy');
    await job.look();
    expect(phone.to(number)).toHaveLength(2);
  });

  it('ring one number three times a day at most, however many were asked for', async () => {
    const wishes = ['office', 'billing', 'technical', 'front-desk'];
    for (const character of wishes) await ask({ character, due_at: OPENS });
    await lookAt(OPENS);
    for (let call = 0; call < 3; call += 1) {
      await endCallTo(number);
      await job.look();
    }
    expect(phone.to(number)).toHaveLength(3);
    const [last] = await list('?state=waiting');
    expect(last!.due_at).toBe('2026-12-03T03:30:00.000Z');
    await steer(last!.callback_id, 'now');
    await job.look();
    expect(phone.to(number)).toHaveLength(3);
    await job.close();
    job = begin();
    await lookAt('2026-12-03T03:29:59.000Z');
    expect(phone.to(number)).toHaveLength(3);
    await lookAt('2026-12-03T03:30:00.000Z');
    expect(phone.to(number)).toHaveLength(4);
  });
});

describe('an operator', () => {
  it('cancels a callback that waits, and only such a one', async () => {
    const { callback_id } = await ask();
    const cancelled = await steer(callback_id, 'cancel');
    expect(await body(cancelled)).toMatchObject({ callback_id, state: 'cancelled' });
    await lookAt(OPENS);
    expect(phone.to(number)).toEqual([]);
    for (const verb of ['cancel', 'now'] as const) {
      const refused = await steer(callback_id, verb);
      expect(refused.status).toBe(409);
      expect(await body(refused)).toMatchObject({
        code: 'not_waiting',
        detail: 'It is cancelled.',
      });
    }
  });

  it('has a callback placed at once, whatever the hours; again it keeps to them', async () => {
    const { callback_id } = await ask();
    expect(await body(await steer(callback_id, 'now'))).toMatchObject({ any_hour: true });
    await job.look();
    expect(phone.to(number)).toHaveLength(1);
    await notAnswered('busy');
    await lookAt(now.getTime() + 30 * MINUTE_MS);
    expect(phone.to(number)).toHaveLength(1);
    expect(await find(callback_id)).toMatchObject({ due_at: OPENS, any_hour: false });
  });

  it('hears of an unknown one, and needs the token', async () => {
    const unknown = await steer(randomUUID(), 'cancel');
    expect(unknown.status).toBe(404);
    expect((await body(unknown)).code).toBe('unknown_callback');
    expect((await steer('no-uuid', 'cancel')).status).toBe(400);
    for (const [path, method] of [
      ['', 'GET'],
      [`/${randomUUID()}/cancel`, 'POST'],
      [`/${randomUUID()}/now`, 'POST'],
    ])
      expect((await backend.app.request(`/api/callbacks${path}`, { method: method! })).status).toBe(
        401,
      );
  });

  it('reads them newest first, page by page, by state', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      now = new Date(now.getTime() + 1000);
      ids.unshift((await ask({ number: `+1415558000${at}` })).callback_id);
    }
    await steer(ids[2]!, 'cancel');
    const read: string[] = [];
    let before = '';
    do {
      const path = `/api/callbacks?limit=2&state=waiting${before}`;
      const page = await body(await backend.app.request(path, { headers: operator }));
      read.push(...page.callbacks.map((one: Callback) => one.callback_id));
      before = page.next ? `&before=${page.next}` : '';
    } while (before);
    expect(read).toEqual(ids.filter((_, at) => at !== 2));
  });
});
