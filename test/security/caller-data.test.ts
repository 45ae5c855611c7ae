import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRetention } from '../../backend/jobs/retention.ts';
import { addCommand } from '../../backend/store/call-commands.ts';
import type { Store } from '../../backend/store/store.ts';
import { startWebhooks } from '../../backend/webhooks/webhooks.ts';
import { createLog } from '../../config/log.ts';
import { WAV } from '../backend/messages-stand.ts';
import {
  body,
  event,
  operator,
  SERVICE_KEY,
  stand,
  testStore,
  turn,
  type Stand,
} from '../backend/stand.ts';

let store: Store;
let backend: Stand;
let now = new Date();
let number = '';
let numbers = 10;

const NAME = 'Wilhelmina Planted';
const SENTENCE = 'My cat is called Planted Sentence';
const HEADER = 'acc-planted-header';
const DAY_MS = 86_400_000;

beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  now = new Date('2027-01-10T12:00:00.000Z');
  number = `+14155558${numbers++}0`;
  await reset();
});

const silent = createLog('test', 'silent');

/** Webhooks are written, and wait: nobody takes them. */
async function reset(): Promise<void> {
  const env = {
    BATON_WEBHOOK_URL: 'http://127.0.0.1:9/',
    BATON_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
  };
  const written = startWebhooks({ env, store, log: silent, now: () => now })!;
  await written.close();
  backend = await stand(store, {
    now: () => now,
    webhooks: { ...written, wake: () => undefined },
  });
}

async function send(session_id: string, ...events: unknown[]): Promise<void> {
  const stored = await backend.post(`/api/calls/${session_id}/events`, { events });
  expect(stored.status).toBe(200);
}

const ended = () => event({ type: 'call_ended', disconnected_by: 'caller', at: now.toISOString() });

const wish = (fields: Record<string, unknown> = {}) =>
  event({
    type: 'callback_scheduled',
    callback_id: randomUUID(),
    number,
    name: NAME,
    reason: SENTENCE,
    character: 'billing',
    due_at: new Date(now.getTime() + DAY_MS).toISOString(),
    at: now.toISOString(),
    ...fields,
  });

const open = (request: object = {}) =>
  backend.openCall({
    room: randomUUID(),
    channel: 'sip_inbound',
    caller_id: number,
    headers: { 'x-account-id': HEADER },
    ...request,
  });

/** A call that leaves something in every table. */
async function aCall(request: object = {}): Promise<string> {
  const { session_id } = await open(request);
  const message_id = randomUUID();
  const at = now.toISOString();
  await store.run(async (db) => {
    await db.deleteFrom('desk_duty').execute();
    await db
      .insertInto('desk_duty')
      .values({ name: 'ada', until: new Date(now.getTime() + DAY_MS) })
      .execute();
  });
  const desk = { id: randomUUID(), queue: 'q', caller: NAME, reason: SENTENCE };
  expect((await backend.post(`/api/calls/${session_id}/desk`, desk)).status).toBeLessThan(300);
  await send(
    session_id,
    turn(SENTENCE, { at }),
    turn(`My number is ${number}`, { at }),
    event({ type: 'variable_set', name: 'phone', value: Number(number.slice(1)), at }),
    event({ type: 'message_taken', message_id, text: SENTENCE, from: NAME, audio_ms: 10, at }),
    wish(),
  );
  const audio = await backend.app.request(`/api/calls/${session_id}/messages/${message_id}/audio`, {
    method: 'PUT',
    headers: { 'X-API-Key': SERVICE_KEY, 'Content-Type': 'audio/wav' },
    body: Buffer.from(WAV),
  });
  expect(audio.status).toBe(204);
  await store.run((db) =>
    addCommand(db, session_id, { type: 'transfer', attempt_id: message_id, target: number }, now),
  );
  await send(session_id, ended());
  return session_id;
}

const forget = async (query: string, headers: Record<string, string> = operator) =>
  backend.app.request(`/api/callers?${query}`, { method: 'DELETE', headers });

/** Every table of the store as text. */
async function dump(): Promise<Map<string, string>> {
  return store.run(async (db) => {
    const tables = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
    const texts = new Map<string, string>();
    for (const { name } of tables.rows) {
      const { rows } = await sql<{ row: string }>`
        select t::text as row from ${sql.table(name)} t`.execute(db);
      texts.set(name, rows.map(({ row }) => row).join('\n'));
    }
    return texts;
  });
}

async function tablesWith(...values: string[]): Promise<string[]> {
  const found = [...(await dump())].filter(([, text]) => values.some((one) => text.includes(one)));
  return found.map(([name]) => name).sort();
}

describe('a caller who wants to be forgotten', () => {
  it('is in no table any more, whatever the call has left behind', async () => {
    const session_id = await aCall();
    expect(await tablesWith(session_id)).toEqual(
      [
        'call_command',
        'call_event',
        'call_session',
        'callback',
        'callback_request',
        'desk_entry',
        'message',
        'message_recording',
        'opening',
        'webhook',
      ].sort(),
    );
    const answer = await forget(`caller_id=${encodeURIComponent(number)}`);
    expect(await body(answer)).toMatchObject({
      ...{ calls: 1, messages: 1, recordings: 1, callbacks: 1, desk_entries: 1, going_on: 0 },
    });
    const digits = number.slice(1);
    expect(await tablesWith(digits, NAME, SENTENCE, HEADER)).toEqual([]);
    expect(await tablesWith(session_id)).toEqual([]);
  });

  it('is found by a number without its plus, and with one that nobody has encoded', async () => {
    await aCall({ caller_id: number.slice(1) });
    expect((await body(await forget(`caller_id=${number}`))).calls).toBe(1);
    expect(await tablesWith(number.slice(1))).toEqual([]);
  });

  it('is found by the verified user, and no other user of that name goes', async () => {
    const mine = await aCall();
    const other = await aCall();
    for (const [id, user_id] of [
      [mine, 'u-1'],
      [other, 'u-10'],
    ] as const)
      await store.run((db) =>
        db.updateTable('call_session').set({ user_id }).where('session_id', '=', id).execute(),
      );
    expect((await body(await forget('user_id=u-1'))).calls).toBe(1);
    expect(await tablesWith(mine)).toEqual([]);
    expect(await tablesWith(other)).toContain('call_session');
  });

  it('is not in what others have said either, and those calls stay', async () => {
    const theirs = await aCall({ caller_id: '+14155557770' });
    const longer = await aCall({ caller_id: `${number}1` });
    const gone = await body(await forget(`caller_id=${encodeURIComponent(number)}`));
    expect(gone).toMatchObject({ calls: 0, callbacks: 1 });
    expect(gone.mentions).toBeGreaterThan(0);
    const record = await backend.app.request(`/api/calls/${theirs}`, { headers: operator });
    expect(record.status).toBe(200);
    const told = JSON.stringify(await body(record));
    expect(told).toContain('My number is [removed]');
    expect(told).not.toContain(number.slice(1));
    // A longer number that begins alike is somebody else's.
    expect(await tablesWith(`${number}1`)).toContain('call_session');
    expect(await tablesWith(longer)).toContain('call_event');
  });

  it('keeps a callback that somebody else has asked for at the same number of theirs', async () => {
    const shared = '+14155551230';
    const first = await open();
    await send(first.session_id, wish({ number: shared, reason: 'theirs' }), ended());
    const second = await open({ caller_id: '+14155559999' });
    now = new Date(now.getTime() + 1000);
    await send(second.session_id, wish({ number: shared, reason: 'the other one' }), ended());
    await forget(`caller_id=${encodeURIComponent('+14155559999')}`);
    const left = await store.run((db) =>
      db.selectFrom('callback').selectAll().where('number', '=', shared).execute(),
    );
    expect(left).toMatchObject([{ reason: 'theirs', session_id: first.session_id }]);
  });

  it('keeps the call that goes on, and is told so', async () => {
    const { session_id } = await open();
    await send(session_id, turn(SENTENCE));
    expect(await body(await forget(`caller_id=${encodeURIComponent(number)}`))).toMatchObject({
      calls: 0,
      going_on: 1,
    });
    await send(session_id, ended());
    expect(await body(await forget(`caller_id=${encodeURIComponent(number)}`))).toMatchObject({
      calls: 1,
      going_on: 0,
    });
  });

  it('is not mistaken for all who withhold their number', async () => {
    for (const query of [
      '',
      'caller_id=',
      'caller_id=Anonymous',
      'caller_id=1&user_id=2',
      'user_id=%00',
    ])
      expect([query, (await forget(query)).status]).toEqual([query, 400]);
  });

  it('is in the audit without the number, and only an admin does it', async () => {
    await aCall();
    const refused = await forget('caller_id=1', await backend.signIn('an-operator'));
    expect(refused.status).toBe(403);
    await forget(`caller_id=${encodeURIComponent(number)}`);
    const [entry] = (
      await body(await backend.app.request('/api/audit?limit=1', { headers: operator }))
    ).entries;
    expect(entry).toMatchObject({ act: 'DELETE /api/callers', on: null, outcome: 'done' });
    expect(entry.detail).toMatch(/^caller [\w-]{12}, 1 calls$/);
  });
});

describe('what is old enough', () => {
  const keep = (days?: number, auditDays?: number) =>
    startRetention({ store, log: silent, now: () => now, days, auditDays });
  const later = (days: number) => {
    now = new Date(now.getTime() + days * DAY_MS);
  };
  /** As if all that came of a call were done. */
  const settle = () =>
    store.run(async (db) => {
      await db.updateTable('webhook').set({ settled_at: now, body: null }).execute();
      await db.updateTable('callback').set({ state: 'done' }).execute();
      await db.updateTable('message').set({ state: 'delivered' }).execute();
    });

  it('is kept for ever where nothing is said', () => {
    expect(keep()).toBeUndefined();
  });

  it('goes, with all that came of it, and what is younger stays', async () => {
    const old = await aCall();
    later(20);
    const young = await aCall({ caller_id: '+14155556660' });
    await settle();
    later(15);
    const retention = keep(30)!;
    await retention.look();
    await retention.close();
    expect(await tablesWith(old)).toEqual([]);
    expect(await tablesWith(young)).toContain('message_recording');
  });

  it('stays while the call goes on, or something of it is to be done', async () => {
    const { session_id: talking } = await open();
    await send(talking, turn(SENTENCE));
    const waiting = await aCall();
    await store.run((db) => db.updateTable('webhook').set({ settled_at: now }).execute());
    later(40);
    await store.run((db) =>
      db
        .insertInto('call_lease')
        .values({ session_id: talking, epoch: 1, due_at: now, stream: null, asked: 0 })
        .onConflict((conflict) => conflict.column('session_id').doUpdateSet({ due_at: now }))
        .execute(),
    );
    const retention = keep(30)!;
    await retention.look();
    expect(await tablesWith(talking)).toContain('call_session');
    expect(await tablesWith(waiting)).toContain('callback');
    await settle();
    await retention.look();
    await retention.close();
    expect(await tablesWith(waiting)).toEqual([]);
    expect(await tablesWith(talking)).toContain('call_session');
  });

  it('of many calls goes in batches, by two backends at once, each call once', async () => {
    for (let n = 0; n < 60; n += 1) {
      const { session_id } = await open();
      await send(session_id, ended());
    }
    await settle();
    later(60);
    const jobs = [keep(30)!, keep(30)!];
    await Promise.all(jobs.map((job) => job.look()));
    await Promise.all(jobs.map((job) => job.close()));
    expect(await tablesWith(number)).toEqual([]);
  });

  it('of the audit has days of its own, and nothing younger can be taken', async () => {
    await backend.signIn('an-operator');
    const old = now;
    later(100);
    await backend.signIn('an-operator');
    const count = async () => await store.run((db) => db.selectFrom('audit').selectAll().execute());
    const retention = keep(undefined, 90)!;
    await retention.look();
    await retention.close();
    const left = await count();
    expect(left.length).toBeGreaterThan(0);
    expect(left.every(({ at }) => at > old)).toBe(true);
    await store.transaction(async (tx) => {
      await sql`select set_config('baton.audit_until', ${old.toISOString()}, true)`.execute(tx);
      await sql`delete from audit`.execute(tx);
    });
    await store.run((db) => sql`delete from audit`.execute(db));
    expect(await count()).toEqual(left);
  });
});
