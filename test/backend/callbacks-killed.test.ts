import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../backend/store/embedded.ts';
import { createLog } from '../../config/log.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Callback } from '../../protocol/callback.ts';
import { place, type BackendProcess } from './backend-process.ts';
import { fakeLiveKitServer } from './callbacks-livekit.ts';
import { event, operator, turn, worker } from './stand.ts';

const LIMIT_MS = 180_000;
let here: ReturnType<typeof place>;
let phone: Awaited<ReturnType<typeof fakeLiveKitServer>>;
let backend: BackendProcess;

beforeAll(async () => {
  here = place();
  phone = await fakeLiveKitServer();
  writeFileSync(here.aside('dialing.yaml'), 'countries: [US]\noutbound_trunk: ST_out\n');
  backend = await start();
}, LIMIT_MS);
afterAll(async () => {
  await here.clear();
  phone.close();
});

const start = () =>
  here.start({ LIVEKIT_URL: phone.url, BATON_DIALING_FILE: here.aside('dialing.yaml') });
const post = async <T>(path: string, sent: object): Promise<T> => {
  const body = JSON.stringify(sent);
  const answer = await fetch(`${backend.url}${path}`, { method: 'POST', headers: worker, body });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
};
async function ask(number: string, due_at: Date): Promise<void> {
  const room = randomUUID();
  const { session_id } = await post<SessionBundle>('/api/calls', { room, channel: 'sip_inbound' });
  const wish = event({
    type: 'callback_scheduled',
    ...{ callback_id: randomUUID(), number, reason: 'an invoice', character: 'billing' },
    due_at: due_at.toISOString(),
  });
  await post(`/api/calls/${session_id}/events`, { events: [turn('Call me back.'), wish] });
}
const callbackTo = async (number: string) => {
  const answer = await fetch(`${backend.url}/api/callbacks`, { headers: operator });
  const { callbacks } = (await answer.json()) as { callbacks: Callback[] };
  return callbacks.find((one) => one.number === number)!;
};
const callsTo = (number: string) => phone.dispatches.filter((one) => one.metadata.dial === number);
/** As if the time of whoever died with a callback in hand were over. */
async function leaseOver(): Promise<void> {
  const { store } = await openEmbedded(here.data, createLog('test', 'silent'));
  await store.run((db) =>
    db
      .updateTable('callback')
      .set({ look_at: new Date() })
      .where('state', '=', 'placing')
      .execute(),
  );
  await store.close();
}

describe('a backend that is killed', () => {
  it(
    'before a callback is due has it placed by the next one, with what was said',
    async () => {
      const number = '+14155550171';
      await ask(number, new Date(Date.now() + 1000));
      await backend.kill();
      backend = await start();
      await phone.until(1);
      const [call] = callsTo(number);
      const { session_id } = call!.metadata;
      const opening = { session_id, room: call!.room, channel: 'sip_outbound' };
      const bundle = await post<SessionBundle>('/api/calls', opening);
      expect(bundle.character.slug).toBe('billing');
      expect(bundle.callback).toMatchObject({
        reason: 'an invoice',
        conversation: 'Caller: Call me back.',
      });
      expect(callsTo(number)).toHaveLength(1);
    },
    LIMIT_MS,
  );

  it(
    'while it asks for a worker does not have the caller called twice',
    async () => {
      const number = '+14155550172';
      const due = new Date();
      let killed: Promise<void> | undefined;
      const dying = new Promise<void>((done) => {
        phone.beforeAnswer(() => {
          killed ??= backend.kill();
          done();
          return killed;
        });
      });
      await ask(number, due).catch(() => undefined);
      await dying;
      await killed;
      phone.beforeAnswer(undefined);
      await leaseOver();
      const other = '+14155550173';
      backend = await start();
      // What is placed after it shows that it was looked at before.
      await ask(other, due);
      await phone.until(3);
      expect(callsTo(number)).toHaveLength(1);
      expect(callsTo(other)).toHaveLength(1);
      expect(await callbackTo(number)).toMatchObject({ state: 'placed', attempts: 1 });
    },
    LIMIT_MS,
  );
});
