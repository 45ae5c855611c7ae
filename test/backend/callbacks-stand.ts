import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import { startCallbacks, type Callbacks } from '../../backend/jobs/callbacks.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import type { Callback } from '../../protocol/callback.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';
import { fakeLiveKit } from './callbacks-livekit.ts';
import {
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

export const MINUTE_MS = 60_000;
export const HOURS = '{ start: "09:00", end: "18:00", timezone: "Asia/Kolkata" }';
export const OFFICE = {
  'office.md': characterText('Olivia', `routing_config: { business_hours: ${HOURS} }\n`),
  'router.md': characterText('Rita', `routing_config: { business_hours: ${HOURS} }\n`),
};
export const DIALING = DialingPolicy.parse({ countries: ['US'], outbound_trunk: 'ST_out' });
export const OPENS = '2026-12-02T03:30:00.000Z';

/** What a test finds, and may change: the clock, the job, a number that nobody else has. */
interface Here {
  store: Store;
  backend: Stand;
  phone: ReturnType<typeof fakeLiveKit>;
  job: Callbacks;
  lines: string[];
  now: Date;
  number: string;
}

/** A backend whose callbacks are placed when a test says so, on an evening when the office is closed. */
export function callbacksStand() {
  const here = {} as Here;
  let numbers = 100;

  beforeAll(async () => {
    here.store = await testStore();
  });
  afterAll(() => here.store.close());
  beforeEach(async () => {
    // A Tuesday evening in Kolkata; the office opens at 03:30 UTC.
    here.now = new Date('2026-12-01T14:30:00.000Z');
    here.number = `+1415555${numbers++}0`;
    here.phone = fakeLiveKit();
    here.lines = [];
    here.job = begin();
    here.backend = await stand(here.store, {
      livekit: here.phone.livekit,
      dialing: DIALING,
      callbacks: here.job,
      now: () => here.now,
    });
    await cast({ ...CAST, ...OFFICE });
  });
  afterEach(async () => {
    await here.job.close();
    await here.store.run((db) => db.deleteFrom('callback_request').execute());
    await here.store.run((db) => db.deleteFrom('callback').execute());
  });

  function begin(dialing = DIALING, atOnce = 3, mostCalls = 1000) {
    const log = createLog('test', 'debug', { write: (line) => void here.lines.push(line) });
    const { livekit } = here.phone;
    const { store } = here;
    const more = { frontDesk: 'front-desk', atOnce, mostCalls, now: () => here.now };
    return startCallbacks({ store, livekit, log, dialing, ...more });
  }
  async function cast(files: Record<string, string>) {
    const folder = characterFolder(files);
    const log = createLog('test', 'silent');
    await importFolder(folder.dir, here.store, log).finally(folder.remove);
  }
  const send = async (session_id: string, ...events: unknown[]) => {
    const stored = await here.backend.post(`/api/calls/${session_id}/events`, { events });
    expect(stored.status).toBe(200);
  };
  const scheduled = (fields: Record<string, unknown> = {}) =>
    event({
      type: 'callback_scheduled',
      callback_id: randomUUID(),
      number: here.number,
      name: 'Ada',
      reason: 'an invoice',
      character: 'office',
      due_at: OPENS,
      at: here.now.toISOString(),
      ...fields,
    }) as CallEvent & { type: 'callback_scheduled' };
  /** A caller calls, says something and wants to be called back. */
  async function ask(fields: Record<string, unknown> = {}, request: object = {}) {
    const call = { room: randomUUID(), channel: 'sip_inbound', caller_id: here.number };
    const { session_id } = await here.backend.openCall({ ...call, ...request });
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
    const answer = await here.backend.app.request(`/api/callbacks${query}`, { headers: operator });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { callbacks: Callback[] }).callbacks;
  };
  const find = async (callback_id: string) =>
    (await list()).find((one) => one.callback_id === callback_id)!;
  const steer = (callback_id: string, verb: 'cancel' | 'now') =>
    here.backend.app.request(`/api/callbacks/${callback_id}/${verb}`, {
      method: 'POST',
      headers: operator,
    });
  const lookAt = async (at: string | number) => {
    here.now = new Date(at);
    await here.job.look();
  };
  /** The worker that was asked last takes the call. */
  const takeCall = (number = here.number) => {
    const { room, metadata } = here.phone.to(number).at(-1)!;
    const { session_id } = metadata;
    return here.backend.openCall({ session_id, room, channel: 'sip_outbound' });
  };
  const notAnswered = async (detail: string) => {
    const { session_id } = await takeCall();
    await send(session_id, event({ type: 'call_ended', disconnected_by: 'error', detail }));
  };
  return {
    ...{ here, begin, cast, send, scheduled, ask, list, find, steer, lookAt },
    ...{ takeCall, notAnswered },
  };
}
