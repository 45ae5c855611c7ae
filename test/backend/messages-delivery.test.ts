import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCharacterFile } from '../../backend/characters/character-file.ts';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import { startMailer } from '../../backend/jobs/mailer.ts';
import type { MessageWays } from '../../backend/jobs/message-ways.ts';
import { startMessages, type Messages } from '../../backend/jobs/messages.ts';
import { openEmbedded } from '../../backend/store/embedded.ts';
import {
  settleMessage,
  takeMessages,
  type MessageRow,
  type Settlement,
} from '../../backend/store/inbox.ts';
import type { Store } from '../../backend/store/store.ts';
import { DELAYS_MS } from '../../backend/webhooks/courier.ts';
import { createLog } from '../../config/log.ts';
import { Message, MessageHook } from '../../protocol/message.ts';
import { writeWav } from '../../speech/embedded/wav.ts';
import { mailServer, type MailServer } from './messages-mail-server.ts';
import {
  body,
  CAST,
  characterFolder,
  characterText,
  committed,
  event,
  operator,
  SERVICE_KEY,
  stand,
  testStore,
  worker,
  type Stand,
} from './stand.ts';

const WAV = writeWav({ samples: Int16Array.from([0, 1, -1, 32_767]), sampleRate: 16_000 });
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
const LEASE_MS = 150_000;

let store: Store;
let mail: MailServer;
let backend: Stand;
let job: Messages;
let lines: string[];
let now: Date;
let hook: Awaited<ReturnType<typeof hookServer>>;

beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  now = new Date('2026-12-01T14:30:00.000Z');
  lines = [];
  mail = await mailServer();
  hook = await hookServer();
  await begin();
});
afterEach(async () => {
  await job.close();
  await mail.down();
  hook.close();
  await store.run((db) => db.deleteFrom('message').execute());
});

/** A customer's hook: keeps what comes, its signature checked, and answers as it is told to. */
async function hookServer() {
  const all: { id: string; text: string; told: MessageHook }[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      // Not `verify`, which keeps to the real clock.
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      const signature = new Webhook(SECRET).sign(headers['webhook-id']!, at, text);
      expect(headers['webhook-signature']).toBe(signature);
      const told = MessageHook.parse(JSON.parse(text));
      all.push({ id: headers['webhook-id']!, text, told });
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/hook`, all, statuses, close };
}

const ways = (more: Partial<MessageWays> = {}): MessageWays => ({
  mailer: startMailer(mail.url, 'baton@example.com'),
  hook: { url: hook.url, secret: SECRET },
  ...more,
});
const start = (on: Store, with_: MessageWays = ways()) => {
  const log = createLog('test', 'debug', { write: (line) => void lines.push(line) });
  return startMessages({ store: on, log, ways: with_, now: () => now });
};
async function begin(with_: MessageWays = ways(), on = store) {
  job = start(on, with_);
  backend = await stand(on, { messages: job, now: () => now });
  const folder = characterFolder({ ...CAST, ...SHOP });
  await importFolder(folder.dir, on, createLog('test', 'silent')).finally(folder.remove);
}
const again = async (with_: MessageWays) => {
  await job.close();
  await begin(with_);
};
const send = async (session_id: string, ...events: unknown[]) => {
  const stored = await backend.post(`/api/calls/${session_id}/events`, { events });
  expect(stored.status).toBe(200);
};
const taken = (fields: Record<string, unknown> = {}) => {
  const message_id = randomUUID();
  const said = { text: 'My bicycle is broken.', from: 'Ada' };
  const at = now.toISOString();
  return { message_id, ...event({ type: 'message_taken', message_id, ...said, at, ...fields }) };
};
/** A caller leaves a message with somebody. */
async function leave(character: string, fields: Record<string, unknown> = {}) {
  const call = { room: randomUUID(), channel: 'sip_inbound', caller_id: '+14155550132' };
  const { session_id } = await backend.openCall({ ...call, character });
  const message = taken(fields);
  await send(session_id, message);
  await job.look();
  return { session_id, message_id: message.message_id, message };
}
const putWav = async (session_id: string, message_id: string) => {
  const to = `/api/calls/${session_id}/messages/${message_id}/audio`;
  const headers = { 'X-API-Key': SERVICE_KEY, 'Content-Type': 'audio/wav' };
  const put = await backend.app.request(to, { method: 'PUT', headers, body: Buffer.from(WAV) });
  expect(put.status).toBe(204);
  await job.look();
  return to;
};
const list = async (query = '') => {
  const answer = await backend.app.request(`/api/messages${query}`, { headers: operator });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { messages: Message[]; next: string | null };
};
const find = async (message_id: string) =>
  (await list()).messages.find((one) => one.message_id === message_id)!;
const ask = (message_id: string, verb: string) =>
  backend.app.request(`/api/messages/${message_id}/${verb}`, { method: 'POST', headers: operator });
const pass = async (ms: number) => {
  now = new Date(now.getTime() + ms);
  await job.look();
};
const id = (message_id: string) => `<${message_id}@example.com>`;

describe('a message by mail', () => {
  it('arrives once, with who, for whom, when by their clock, and the voice', async () => {
    const { session_id, message_id, message } = await leave('shop', { audio_ms: 2100 });
    expect(mail.all).toHaveLength(0);
    const path = await putWav(session_id, message_id);
    await send(session_id, message, { ...message, id: randomUUID() });
    await pass(LEASE_MS);
    expect(mail.all).toHaveLength(1);
    const [arrived] = mail.all;
    expect(arrived).toMatchObject({ from: 'baton@example.com', to: ['shop@example.com'] });
    expect(arrived!.header('Message-ID')).toBe(id(message_id));
    expect(arrived!.header('Auto-Submitted')).toBe('auto-generated');
    expect(arrived!.text).toContain('    My bicycle is broken.');
    expect(arrived!.text).toContain('From: Ada, +14155550132');
    expect(arrived!.text).toContain('For: Shöp');
    expect(arrived!.text).toMatch(/^When: Tuesday,? 1 December 2026 at 20:00 \(Asia\/Kolkata\)$/m);
    expect(arrived!.text).toContain('Recording: attached, 3 s');
    expect(arrived!.wav!.equals(WAV)).toBe(true);
    expect(await find(message_id)).toMatchObject({
      ...{ session_id, character: 'shop', meant_for: 'shop', workspace: 'default' },
      ...{ text: 'My bicycle is broken.', from: 'Ada', caller_id: '+14155550132' },
      ...{ audio_ms: 2100, recording: path, addressee: 'shop@example.com' },
      ...{ state: 'delivered', attempts: 1, last_fault: null, done_at: null },
      delivered_at: '2026-12-01T14:30:00.000Z',
    });
    expect(lines.join('')).not.toMatch(/Ada|bicycle|shop@|14155550132/);
  });

  it('goes to somebody of the directory who was asked for and not reached, and to nobody of it after a handoff', async () => {
    const entry = {
      display_name: 'Jamie Lee',
      username: '+15550100123',
      mailbox: 'jamie@example.com',
    };
    const made = await backend.app.request('/api/directory', {
      method: 'POST',
      headers: { ...operator, 'Content-Type': 'application/json' },
      body: JSON.stringify(entry),
    });
    const { id: entry_id } = (await made.json()) as { id: string };
    const call = { room: randomUUID(), channel: 'sip_inbound', character: 'shop' };
    const { session_id } = await backend.openCall(call);
    const attempt = { attempt_id: randomUUID(), destination: '+15550100123' };
    const sent = event({ type: 'transfer_sent', ...attempt, method: 'warm', entry_id });
    const failed = event({ type: 'transfer_failed', ...attempt, error: 'no_answer' });
    await send(session_id, sent, failed, taken());
    await job.look();
    expect(mail.all.map((one) => one.to)).toEqual([['jamie@example.com']]);
    await send(session_id, committed('shop', 'garage'), taken());
    await job.look();
    expect(mail.all.at(-1)!.to).toEqual(['garage@example.com']);
  });

  it('waits a minute for its recording and no longer', async () => {
    const { message_id } = await leave('shop', { audio_ms: 2100 });
    await pass(59_000);
    expect(mail.all).toHaveLength(0);
    await pass(1000);
    expect(mail.all.map((one) => one.wav)).toEqual([undefined]);
    expect(mail.all[0]!.text).toContain('Recording: not attached');
    expect(await find(message_id)).toMatchObject({ state: 'delivered', recording: null });
  });

  it('does not wait for a recording that came before its words, or that there is none of', async () => {
    const call = { room: randomUUID(), channel: 'sip_inbound', character: 'shop' };
    const { session_id } = await backend.openCall(call);
    const message = taken({ audio_ms: 2100 });
    await putWav(session_id, message.message_id);
    await send(session_id, message);
    await job.look();
    expect(mail.all.map((one) => one.wav?.length)).toEqual([WAV.length]);
    await leave('shop');
    expect(mail.all[1]!.text).toContain('Recording: none');
  });

  it('brings no header and no line of ours that the caller has spoken', async () => {
    const from = 'Eve\r\nBcc: all@example.com\r\n\r\nHello\u2028Bcc: x@example.com';
    const text = 'Hi.\r\nFrom: the director\n.\nQUIT\u2028When: now\u0000';
    await leave('shop', { from, text });
    const [arrived] = mail.all;
    expect(arrived!.to).toEqual(['shop@example.com']);
    expect(arrived!.header('Bcc')).toBeUndefined();
    expect(arrived!.header('Subject')).toBeDefined();
    const ours = arrived!.text
      .split(/\r?\n/)
      .filter((line) => /^(From|When|Bcc|QUIT|\.)/.test(line));
    expect(ours).toEqual([
      expect.stringContaining('From: Eve Bcc:'),
      expect.stringMatching(/^When: Tue/),
    ]);
    expect(arrived!.text).toContain('    From: the director');
  });

  it('is one address: what a list would be is nobody’s mailbox', () => {
    for (const mailbox of ['a@b.test, c@d.test', 'Desk <a@b.test>', '5550100', 'reception']) {
      const { faults } = readCharacterFile('x.md', characterText('X', `mailbox: "${mailbox}"\n`));
      expect(faults, mailbox).toMatchObject([
        { path: 'mailbox', expected: expect.stringContaining('an e-mail address, or a number') },
      ]);
    }
  });

  it('goes to whom the caller had asked for and who was closed', async () => {
    const { session_id } = await backend.openCall({ room: 'r', channel: 'web', character: 'shop' });
    const refused = event({
      type: 'handoff_rolled_back',
      ...{ attempt_id: randomUUID(), from: 'shop', to: 'garage', fault: 'after_hours' },
      waterfall: { decision: 0 },
    });
    const meant = taken();
    const passed = committed('shop', 'mobile');
    const later = taken();
    await send(session_id, refused, meant, passed, later);
    await job.look();
    expect(mail.all.map((one) => one.to)).toEqual([['garage@example.com']]);
    expect(await find(meant.message_id)).toMatchObject({ character: 'shop', meant_for: 'garage' });
    expect(await find(later.message_id)).toMatchObject({
      ...{ character: 'mobile', meant_for: 'mobile', addressee: '+15550100123' },
    });
  });

  it('goes to the deployment’s address where the character has none, in UTC', async () => {
    await again(ways({ mailTo: 'desk@example.com' }));
    await leave('front-desk');
    expect(mail.all[0]!.to).toEqual(['desk@example.com']);
    expect(mail.all[0]!.text).toContain('at 14:30 (UTC)');
  });
});

describe('a mail server that does not take a message', () => {
  it('is asked again when it is back, though the backend stopped meanwhile', async () => {
    await mail.down();
    const { message_id } = await leave('shop');
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 1 });
    await pass(DELAYS_MS[0]!);
    const waiting = await find(message_id);
    expect(waiting).toMatchObject({ state: 'waiting', attempts: 2 });
    expect(waiting.last_fault).toMatch(/^E[A-Z]+$/);
    await again(ways());
    await mail.up();
    await pass(DELAYS_MS[1]! - 1);
    expect(mail.all).toHaveLength(0);
    await pass(1);
    expect(mail.all).toHaveLength(1);
    expect(await find(message_id)).toMatchObject({ state: 'delivered', last_fault: null });
  });

  it('is asked again after a 4xx, and after a 5xx that is not about this message', async () => {
    mail.refuse({ at: 'rcpt', code: 451, says: 'Greylisted, come back later' });
    const { message_id } = await leave('shop');
    expect(await find(message_id)).toMatchObject({
      state: 'waiting',
      last_fault: expect.stringContaining('Greylisted'),
    });
    mail.refuse({ at: 'from', code: 550, says: 'Sender not known' });
    await pass(DELAYS_MS[0]!);
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 2 });
    mail.refuse(undefined);
    await pass(DELAYS_MS[1]!);
    expect(mail.all).toHaveLength(1);
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 3 });
  });

  it('gives it up where it says that there is no such recipient, and says so aloud', async () => {
    mail.refuse({ at: 'rcpt', code: 550, says: 'No such user shop@example.com here' });
    const { message_id } = await leave('shop');
    expect(await find(message_id)).toMatchObject({
      ...{ state: 'given_up', attempts: 1, delivered_at: null },
      last_fault: expect.stringContaining('No such user'),
    });
    expect(lines.join('')).toContain('A message is given up; it is in the inbox.');
    expect(lines.join('')).toContain('SMTP 550');
    expect(lines.join('')).not.toContain('shop@');
    mail.refuse(undefined);
    await pass(7 * 86_400_000);
    expect(mail.all).toHaveLength(0);
  });

  it('is asked for three days and then no more', async () => {
    mail.refuse({ at: 'data', code: 451, says: 'Try later' });
    const { message_id } = await leave('shop');
    const begun = now.getTime();
    for (const delay_ms of DELAYS_MS) {
      expect((await find(message_id)).state).toBe('waiting');
      await pass(delay_ms);
    }
    expect((now.getTime() - begun) / 86_400_000).toBeGreaterThan(3);
    expect(await find(message_id)).toMatchObject({ state: 'given_up', attempts: 10 });
  });

  it('gets no password in the clear, unless it is on this machine', async () => {
    const port = new URL(mail.url).port;
    const url = `smtp://baton:s3cret@[::ffff:127.0.0.1]:${port}`;
    await again(ways({ mailer: startMailer(url, 'baton@example.com') }));
    const { message_id } = await leave('shop');
    expect(mail.all).toHaveLength(0);
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(mail.passwords).toEqual([]);
    const wanted = startMailer(`${url}?requireTLS=false`, 'baton@example.com');
    await again(ways({ mailer: wanted }));
    await pass(DELAYS_MS[0]!);
    expect(mail.passwords).toEqual(['s3cret']);
    expect(mail.all).toHaveLength(1);
  });

  it('is cut off when the backend stops; the message is due again at once', async () => {
    const silent = createTcpServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await again(ways({ mailer: startMailer(`smtp://127.0.0.1:${port}`, 'baton@example.com') }));
    const connected = once(silent, 'connection');
    const leaving = leave('shop');
    const [socket] = (await connected) as [Socket];
    const began = Date.now();
    await job.close();
    expect(Date.now() - began).toBeLessThan(6000);
    const { message_id } = await leaving;
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 0 });
    socket.destroy();
    silent.close();
    await begin();
    await job.look();
    expect(mail.all).toHaveLength(1);
  });

  it('gets the words alone where it finds the mail too large', async () => {
    mail.refuse({ at: 'data', code: 552, says: 'Too large', holding: 'audio/wav' });
    const { session_id, message_id } = await leave('shop', { audio_ms: 100 });
    await putWav(session_id, message_id);
    expect(mail.all.map((one) => one.wav)).toEqual([undefined]);
    expect(mail.all[0]!.text).toContain('    My bicycle is broken.');
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 1 });
  });
});

describe('several backends on one store', () => {
  it('send each message once', async () => {
    const other = start(store);
    const sent = await Promise.all(
      Array.from({ length: 10 }, () => leave('shop', { audio_ms: 1000 })),
    );
    expect(mail.all).toHaveLength(0);
    // All of them are due at one moment, for both.
    now = new Date(now.getTime() + 60_000);
    await Promise.all([job.look(), other.look(), job.look(), other.look()]);
    await other.close();
    const ids = mail.all.map((one) => one.header('Message-ID'));
    expect(ids.toSorted()).toEqual(sent.map((one) => id(one.message_id)).toSorted());
  });

  it('send again what one had sent that died before it could note it, with the same Message-ID', async () => {
    let dead = false;
    const gone = () => Promise.reject(new Error('This backend is dead.'));
    const dying: Store = { ...store, run: (work) => (dead ? gone() : store.run(work)) };
    await job.close();
    job = start(dying);
    mail.arrival(() => (dead = true));
    const { message_id } = await leave('shop');
    expect(mail.all).toHaveLength(1);
    const next = start(store);
    await next.look();
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(mail.all).toHaveLength(1);
    now = new Date(now.getTime() + LEASE_MS);
    await next.look();
    await next.close();
    expect(mail.all.map((one) => one.header('Message-ID'))).toEqual([
      id(message_id),
      id(message_id),
    ]);
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('cannot overrule one another: whose time is over changes nothing', async () => {
    await job.close();
    const { message_id } = await leave('shop');
    const take = (from: number) => {
      const at = new Date(now.getTime() + from);
      return store.run((db) => takeMessages(db, 1, at, new Date(at.getTime() + 1000)));
    };
    const [slow] = await take(0);
    const [quick] = await take(1000);
    const settle = (row: MessageRow, set: Settlement) =>
      store.run((db) => settleMessage(db, row, set));
    expect(await settle(quick!, { state: 'delivered' })).toBe(true);
    expect(await settle(slow!, { state: 'given_up' })).toBe(false);
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('lose none when the store is closed and opened again', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'baton-messages-'));
    const log = createLog('test', 'silent');
    try {
      const first = await openEmbedded(dir, log);
      await mail.down();
      await job.close();
      await begin(ways(), first.store);
      const { message_id } = await leave('shop');
      await job.close();
      await first.store.close();
      await mail.up();
      const second = await openEmbedded(dir, log);
      now = new Date(now.getTime() + DELAYS_MS[0]!);
      job = start(second.store);
      await job.look();
      await job.close();
      await second.store.close();
      expect(mail.all.map((one) => one.header('Message-ID'))).toEqual([id(message_id)]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('a message for a number', () => {
  it('is told to the hook, signed, until it is taken, with the same id and body', async () => {
    hook.statuses.push(500, 404);
    const { message_id, session_id } = await leave('mobile', { audio_ms: 1000 });
    await putWav(session_id, message_id);
    expect(await find(message_id)).toMatchObject({ state: 'waiting', last_fault: 'HTTP 500' });
    await pass(DELAYS_MS[0]!);
    await pass(DELAYS_MS[1]!);
    expect(hook.all).toHaveLength(3);
    expect(new Set(hook.all.map((one) => one.id))).toEqual(new Set([message_id]));
    expect(new Set(hook.all.map((one) => one.text)).size).toBe(1);
    expect(hook.all[0]!.told).toMatchObject({
      timestamp: '2026-12-01T14:30:00.000Z',
      data: {
        ...{ message_id, session_id, to: '+15550100123', character: 'mobile' },
        ...{ character_name: 'Mobile', text: 'My bicycle is broken.', from: 'Ada' },
        ...{ caller_id: '+14155550132', audio_ms: 1000 },
        recording: `/api/calls/${session_id}/messages/${message_id}/audio`,
      },
    });
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 3 });
    expect(mail.all).toHaveLength(0);
  });

  it('is given up where the hook wants it no more', async () => {
    hook.statuses.push(410);
    const { message_id } = await leave('mobile');
    expect(await find(message_id)).toMatchObject({ state: 'given_up', last_fault: 'HTTP 410' });
  });

  it('stays in the inbox without a hook, and says what is missing', async () => {
    await again(ways({ hook: undefined, mailTo: 'desk@example.com' }));
    const { message_id } = await leave('mobile');
    expect(await find(message_id)).toMatchObject({
      ...{ state: 'inbox', addressee: '+15550100123', attempts: 0 },
      last_fault: 'BATON_MESSAGE_HOOK_URL is not set.',
    });
    expect(mail.all).toHaveLength(0);
    const refused = await ask(message_id, 'deliver');
    expect([refused.status, (await body(refused)).code]).toEqual([409, 'not_deliverable']);
    await again(ways());
    expect((await ask(message_id, 'deliver')).status).toBe(200);
    await job.look();
    expect(hook.all.map((one) => one.id)).toEqual([message_id]);
  });

  it('stays in the inbox where the hook was taken away while it waited', async () => {
    hook.statuses.push(500);
    const { message_id } = await leave('mobile');
    await again({});
    await pass(DELAYS_MS[0]!);
    expect(await find(message_id)).toMatchObject({
      ...{ state: 'inbox', attempts: 1, last_fault: 'BATON_MESSAGE_HOOK_URL is not set.' },
    });
  });
});

describe('the inbox', () => {
  it('has each message once, newest first, page by page, by state', async () => {
    await again({});
    const left: string[] = [];
    for (let one = 0; one < 5; one += 1) {
      left.push((await leave('front-desk')).message_id);
      now = new Date(now.getTime() + 1000);
    }
    const seen: string[] = [];
    let query: string | null = '?limit=2';
    while (query) {
      const { messages, next } = await list(query);
      seen.push(...messages.map((one) => Message.parse(one).message_id));
      query = next && `?limit=2&before=${encodeURIComponent(next)}`;
    }
    expect(seen).toEqual(left.toReversed());
    expect((await list('?state=inbox')).messages).toHaveLength(5);
    expect((await list('?state=waiting')).messages).toEqual([]);
    expect((await list()).messages[0]).toMatchObject({ addressee: null, last_fault: null });
  });

  it('has a message of a worker that had lost its call by then: it was left all the same', async () => {
    const { session_id } = await backend.openCall({ room: 'r', channel: 'web' });
    await backend.openCall({ session_id, room: 'r', channel: 'web', character: 'shop' });
    const late = taken();
    await send(session_id, late);
    expect(await find(late.message_id)).toMatchObject({ character: 'front-desk', state: 'inbox' });
  });

  it('lets an operator tick a message off, and take that back', async () => {
    const { message_id } = await leave('front-desk');
    const done = await ask(message_id, 'done');
    expect(Message.parse(await body(done)).done_at).toBe('2026-12-01T14:30:00.000Z');
    now = new Date(now.getTime() + 1000);
    expect((await body(await ask(message_id, 'done'))).done_at).toBe('2026-12-01T14:30:00.000Z');
    expect((await list('?done=false')).messages).toEqual([]);
    expect((await list('?done=true')).messages).toHaveLength(1);
    expect((await body(await ask(message_id, 'undone'))).done_at).toBeNull();
    expect((await list('?done=false')).messages).toHaveLength(1);
  });

  it('delivers again what was given up or has arrived, to the mailbox of today', async () => {
    mail.refuse({ at: 'rcpt', code: 550, says: 'No such user' });
    const { message_id } = await leave('shop');
    mail.refuse(undefined);
    const folder = characterFolder({
      ...CAST,
      'shop.md': characterText('Shop', 'mailbox: new@example.com\n'),
    });
    await importFolder(folder.dir, store, createLog('test', 'silent')).finally(folder.remove);
    const due = await ask(message_id, 'deliver');
    expect(await body(due)).toMatchObject({ state: 'waiting', last_fault: null });
    await job.look();
    expect(mail.all.map((one) => one.to)).toEqual([['new@example.com']]);
    await ask(message_id, 'deliver');
    await job.look();
    // Not the same id: what is known already might be dropped.
    const ids = mail.all.map((one) => one.header('Message-ID'));
    expect(ids).toEqual([id(message_id), id(`${message_id}.1`)]);
  });

  it('knows no other message, and is the operator’s alone', async () => {
    for (const verb of ['done', 'undone', 'deliver']) {
      const answer = await ask(randomUUID(), verb);
      expect([answer.status, (await body(answer)).code]).toEqual([404, 'unknown_message']);
      const path = `/api/messages/${randomUUID()}/${verb}`;
      const stranger = await backend.app.request(path, { method: 'POST', headers: worker });
      expect(stranger.status).toBe(401);
    }
    expect((await backend.app.request('/api/messages', { headers: worker })).status).toBe(401);
    for (const query of ['?state=lost', '?limit=0', '?before=x', '?done=maybe']) {
      const answer = await backend.app.request(`/api/messages${query}`, { headers: operator });
      expect([answer.status, (await body(answer)).code]).toEqual([400, 'bad_request']);
    }
  });
});
