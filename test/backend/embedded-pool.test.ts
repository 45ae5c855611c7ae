import { Session } from 'node:inspector/promises';
import type { PGlite } from '@electric-sql/pglite';
import fc from 'fast-check';
import { sql } from 'kysely';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deferred } from '../../agent/deferred.ts';
import { callsNow } from '../../backend/store/calls-now.ts';
import { poolOver } from '../../backend/store/embedded-pool.ts';
import { openOver } from '../../backend/store/embedded.ts';
import { addEvents, addReports } from '../../backend/store/add-events.ts';
import type { Tx } from '../../backend/store/store.ts';
import { stand, turn } from './stand.ts';
import { storeInMemory } from './store-template.ts';

let pglite: PGlite;
let pool: pg.Pool;

beforeEach(async () => {
  pglite = await storeInMemory();
  pool = poolOver(pglite);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await pool.end();
  if (!pglite.closed) await pglite.close();
});

/** How often the plans that are kept were used, and how often each was made for one use. */
async function plans() {
  const { rows } = await pglite.query<{ statement: string; generic: number; custom: number }>(
    `select statement, generic_plans::int as generic, custom_plans::int as custom
     from pg_prepared_statements order by statement`,
  );
  return rows;
}

/** Bytes that are still in use. */
async function heap(): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
  return process.memoryUsage().heapUsed;
}

async function ask(text: string, ...values: unknown[]): Promise<unknown> {
  const { rows } = await pool.query<Record<string, unknown>>(text, values);
  return rows[0]?.['answer'];
}

describe('a statement', () => {
  it('is planned for good when it comes again, and not when it came once', async () => {
    await ask('select $1::int + 1 as answer', 1);
    expect(await plans()).toEqual([]);
    for (let n = 0; n < 10; n += 1)
      expect(await ask('select $1::int + 1 as answer', n)).toBe(n + 1);
    expect(await plans()).toMatchObject([{ generic: 5, custom: 5 }]);
  });

  it('keeps its own plan where others come by turns with it', async () => {
    for (let n = 0; n < 4; n += 1) {
      expect(await ask('select $1::int + 1 as answer', n)).toBe(n + 1);
      expect(await ask('select $1::int - 1 as answer', n)).toBe(n - 1);
      expect(await ask('select upper($1::text) as answer', 'a')).toBe('A');
    }
    expect(await plans()).toHaveLength(3);
  });

  it('is planned anew after many uses, since its tables may have grown', async () => {
    for (let n = 0; n < 510; n += 1) await ask('select $1::int + 1 as answer', n);
    const [{ generic, custom } = { generic: 0, custom: 0 }] = await plans();
    expect(generic + custom).toBeGreaterThan(0);
    expect(generic + custom).toBeLessThan(20);
  });

  it('that fails says why, and works the next time', async () => {
    const text = 'select $1::text::int + 1 as answer';
    for (let n = 0; n < 3; n += 1) {
      await expect(ask(text, 'one')).rejects.toMatchObject({ code: '22P02' });
      expect(await ask(text, '1')).toBe(2);
    }
    await expect(ask('select $1::nothing', 1)).rejects.toMatchObject({ code: '42704' });
    await expect(ask('select $1::nothing', 1)).rejects.toMatchObject({ code: '42704' });
    expect(await ask(text, '1')).toBe(2);
  });
});

it('keeps nothing of what it has answered', async () => {
  const LONG = 1_000_000;
  const before = await heap();
  for (let n = 0; n < 60; n += 1)
    expect(await ask(`select repeat($1, ${LONG}) as answer`, 'a')).toHaveLength(LONG);
  expect((await heap()) - before).toBeLessThan(10 * LONG);
});

it('tells who asked when the database itself fails, and works again when it does', async () => {
  for (let n = 0; n < 3; n += 1) await ask('select $1::int as answer', n);
  const failing = vi
    .spyOn(pglite, 'execProtocolRawStream')
    .mockRejectedValue(new Error('no space'));
  await expect(ask('select $1::int as answer', 1)).rejects.toThrow('no space');
  failing.mockRestore();
  for (let n = 0; n < 3; n += 1) expect(await ask('select $1::int as answer', n)).toBe(n);
});

it('keeps nothing of a transaction in which the database failed', async () => {
  await pool.query('create table seat (id int primary key)');
  const client = await pool.connect();
  await client.query('begin');
  await client.query('insert into seat values ($1)', [1]);
  const failing = vi
    .spyOn(pglite, 'execProtocolRawStream')
    .mockRejectedValue(new Error('no space'));
  await expect(client.query('insert into seat values ($1)', [2])).rejects.toThrow('no space');
  client.release(true);
  failing.mockRestore();
  expect(await ask('select count(*)::int as answer from seat where id > $1', 0)).toBe(0);
});

it('asks the embedded database, whatever other one the environment tells of', async () => {
  const other = { HOST: 'db.example', PORT: '1', USER: 'other', PASSWORD: 'x', DATABASE: 'other' };
  const ways = { SSLMODE: 'require', SSLNEGOTIATION: 'direct', REPLICATION: 'database' };
  const more = { OPTIONS: '-c search_path=other', APPNAME: 'other', CLIENT_ENCODING: 'latin1' };
  for (const [name, value] of Object.entries({ ...other, ...ways, ...more }))
    vi.stubEnv(`PG${name}`, value);
  for (let n = 0; n < 3; n += 1)
    expect(await ask('select current_user || $1 || $2::text as answer', ' ä', n)).toBe(
      `postgres ä${n}`,
    );
  expect(await ask("select current_setting('search_path') as answer")).toBe('public');
});

it('leaves the database open when it is closed, for the next one', async () => {
  for (let n = 0; n < 3; n += 1) await ask('select $1::int as answer', n);
  await pool.end();
  pool = poolOver(pglite);
  for (let n = 0; n < 3; n += 1) expect(await ask('select $1::int as answer', n)).toBe(n);
});

it('tells those who wait for it when it is closed', async () => {
  const store = await openOver(pglite);
  const begun = deferred();
  const free = deferred();
  const holding = store.transaction(async (tx) => {
    begun.resolve();
    await free.promise;
    await sql`select 1`.execute(tx);
  });
  await begun.promise;
  const waiting = [store.ping(), store.transaction(() => Promise.resolve())];
  const told = Promise.allSettled(waiting);
  const closed = store.close();
  free.resolve();
  await Promise.all([holding, closed]);
  expect(await told).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
});

it('each who asks is answered themselves, whatever fails beside them', async () => {
  const store = await openOver(pglite);
  await store.run((db) => sql`create table seat (id int primary key, name text)`.execute(db));
  const seat = (tx: Tx, id: number) =>
    sql`insert into seat values (${id}, ${`of ${id}`})`.execute(tx);
  const askers: Record<string, (n: number) => Promise<void>> = {
    'a number': async (n) => {
      const { rows } = await store.run((db) =>
        sql<{ a: number }>`select ${n}::int + 1 as a`.execute(db),
      );
      expect(rows).toEqual([{ a: n + 1 }]);
    },
    'a seat': (n) =>
      store.transaction(async (tx) => {
        await seat(tx, n);
        const { rows } = await sql`select name from seat where id = ${n}`.execute(tx);
        expect(rows).toEqual([{ name: `of ${n}` }]);
      }),
    'a seat twice': (n) =>
      expect(
        store.transaction(async (tx) => [await seat(tx, n), await seat(tx, n)]),
      ).rejects.toMatchObject({ code: '23505' }),
    'what is no number': (n) =>
      expect(
        store.run((db) => sql`select ${`no ${n}`}::text::int`.execute(db)),
      ).rejects.toMatchObject({ code: '22P02' }),
    'what is no type': (n) =>
      expect(store.run((db) => sql`select ${n}::nothing`.execute(db))).rejects.toMatchObject({
        code: '42704',
      }),
  };
  let seats = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(askers)), { minLength: 1, maxLength: 30 }),
      async (kinds) => {
        await Promise.all(kinds.map((kind) => askers[kind]!(seats++)));
      },
    ),
    { numRuns: 60 },
  );
  await store.close();
});

it.each([1, 12])(
  'a round of bundles of %i calls keeps its plan, however much was said in the calls before',
  async (calls) => {
    const store = await openOver(pglite);
    const { openCall } = await stand(store);
    const ids: string[] = [];
    for (let n = 0; n < calls; n += 1) ids.push((await openCall({ room: `room-${n}` })).session_id);
    const said = Array.from({ length: 6000 }, (_, n) => turn(`line ${n}`));
    await addEvents(store, ids[0]!, said, new Date());
    await afterManyCalls();
    for (let n = 0; n < 12; n += 1) await store.run((db) => callsNow(db, ids, new Date()));
    const round = (await plans()).find(({ statement }) => statement.startsWith('select *, '));
    expect(round).toMatchObject({ generic: 6, custom: 5 });
    await store.close();
  },
);

it('a round of one report keeps its plan, however many calls there were before', async () => {
  const store = await openOver(pglite);
  const { openCall } = await stand(store);
  const { session_id } = await openCall();
  await afterManyCalls();
  const told = () => [{ session_id, events: [turn('one')] }];
  for (let n = 0; n < 12; n += 1) await addReports(store, told(), new Date());
  const round = (await plans()).find(({ statement }) =>
    statement.includes('insert into call_event'),
  );
  expect(round).toMatchObject({ generic: 6, custom: 5 });
  await store.close();
});

/** Copies of the one call that there is. */
async function afterManyCalls(): Promise<void> {
  await pglite.exec(`insert into call_session
    select (jsonb_populate_record(null::call_session, to_jsonb(one) ||
      jsonb_build_object('session_id', gen_random_uuid(), 'room', 'old-' || n))).*
    from (select * from call_session limit 1) one, generate_series(1, 5000) n`);
}
