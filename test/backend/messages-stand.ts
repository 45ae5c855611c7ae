import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import { startMailer } from '../../backend/jobs/mailer.ts';
import type { MessageWays } from '../../backend/jobs/message-ways.ts';
import { startMessages, type Messages } from '../../backend/jobs/messages.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import type { Message } from '../../protocol/message.ts';
import { writeWav } from '../../speech/embedded/wav.ts';
import { hookServer, type HookServer } from './messages-hook-server.ts';
import { mailServer, type MailServer } from './messages-mail-server.ts';
import {
  CAST,
  characterFolder,
  characterText,
  event,
  operator,
  SERVICE_KEY,
  stand,
  testStore,
  type Stand,
} from './stand.ts';

export const WAV = writeWav({
  samples: Int16Array.from([0, 1, -1, 32_767]),
  sampleRate: 16_000,
});
const HOURS = 'business_hours: { start: "09:00", end: "18:00", timezone: "Asia/Kolkata" }';
const SHOP = {
  'shop.md': characterText(
    'Shöp',
    `mailbox: shop@example.com\nrouting_config: { ${HOURS} }\nhandoff_targets: [{ slug: garage }]\n`,
  ),
  'garage.md': characterText('Garage', 'mailbox: garage@example.com\n'),
  'mobile.md': characterText('Mobile', 'mailbox: "+15550100123"\n'),
};
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
export const LEASE_MS = 150_000;

/** The Message-ID of a message that is sent for the first time. */
export const id = (message_id: string) => `<${message_id}@example.com>`;

/** What a test finds, and may change: the clock, the job, and who is at the other end. */
interface Here {
  store: Store;
  mail: MailServer;
  hook: HookServer;
  backend: Stand;
  job: Messages;
  lines: string[];
  now: Date;
}

/** A backend whose messages are delivered when a test says so, to a mail server and a hook. */
export function messagesStand() {
  const here = {} as Here;

  beforeAll(async () => {
    here.store = await testStore();
  });
  afterAll(() => here.store.close());
  beforeEach(async () => {
    here.now = new Date('2026-12-01T14:30:00.000Z');
    here.lines = [];
    here.mail = await mailServer();
    here.hook = await hookServer(SECRET);
    await begin();
  });
  afterEach(async () => {
    await here.job.close();
    await here.mail.down();
    here.hook.close();
    await here.store.run((db) => db.deleteFrom('message').execute());
  });

  const ways = (more: Partial<MessageWays> = {}): MessageWays => ({
    mailer: startMailer(here.mail.url, 'baton@example.com'),
    hook: { url: here.hook.url, secret: SECRET },
    ...more,
  });
  const start = (on: Store, with_: MessageWays = ways()) => {
    const log = createLog('test', 'debug', { write: (line) => void here.lines.push(line) });
    return startMessages({ store: on, log, ways: with_, now: () => here.now });
  };
  async function begin(with_: MessageWays = ways(), on = here.store) {
    here.job = start(on, with_);
    here.backend = await stand(on, { messages: here.job, now: () => here.now });
    const folder = characterFolder({ ...CAST, ...SHOP });
    await importFolder(folder.dir, on, createLog('test', 'silent')).finally(folder.remove);
  }
  const again = async (with_: MessageWays) => {
    await here.job.close();
    await begin(with_);
  };
  const send = async (session_id: string, ...events: unknown[]) => {
    const stored = await here.backend.post(`/api/calls/${session_id}/events`, { events });
    expect(stored.status).toBe(200);
  };
  const taken = (fields: Record<string, unknown> = {}) => {
    const message_id = randomUUID();
    const said = { text: 'My bicycle is broken.', from: 'Ada' };
    const at = here.now.toISOString();
    return { message_id, ...event({ type: 'message_taken', message_id, ...said, at, ...fields }) };
  };
  /** A caller leaves a message with somebody. */
  async function leave(character: string, fields: Record<string, unknown> = {}) {
    const call = { room: randomUUID(), channel: 'sip_inbound', caller_id: '+14155550132' };
    const { session_id } = await here.backend.openCall({ ...call, character });
    const message = taken(fields);
    await send(session_id, message);
    await here.job.look();
    return { session_id, message_id: message.message_id, message };
  }
  const putWav = async (session_id: string, message_id: string) => {
    const to = `/api/calls/${session_id}/messages/${message_id}/audio`;
    const headers = { 'X-API-Key': SERVICE_KEY, 'Content-Type': 'audio/wav' };
    const options = { method: 'PUT', headers, body: Buffer.from(WAV) };
    const put = await here.backend.app.request(to, options);
    expect(put.status).toBe(204);
    await here.job.look();
    return to;
  };
  const list = async (query = '') => {
    const answer = await here.backend.app.request(`/api/messages${query}`, { headers: operator });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { messages: Message[]; next: string | null };
  };
  const find = async (message_id: string) =>
    (await list()).messages.find((one) => one.message_id === message_id)!;
  const ask = (message_id: string, verb: string) =>
    here.backend.app.request(`/api/messages/${message_id}/${verb}`, {
      method: 'POST',
      headers: operator,
    });
  const pass = async (ms: number) => {
    here.now = new Date(here.now.getTime() + ms);
    await here.job.look();
  };
  return {
    ...{ here, ways, start, begin, again, send, taken, leave, putWav },
    ...{ list, find, ask, pass },
  };
}
