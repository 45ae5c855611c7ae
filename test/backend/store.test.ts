import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PGlite } from '@electric-sql/pglite';
import fc from 'fast-check';
import { PostgresDialect, sql } from 'kysely';
import { deriveCall, DERIVING_TYPES } from '../../backend/derive-call.ts';
import { poolOver } from '../../backend/store/embedded-pool.ts';
import { addEvents } from '../../backend/store/add-events.ts';
import { deriveOne, listEvents } from '../../backend/store/events.ts';
import { findSession } from '../../backend/store/sessions.ts';
import { openStore, type Store } from '../../backend/store/store.ts';
import { StoreReentryError } from './guarded-store.ts';
import { committed, event, stand, testStore, turn, type Stand } from './stand.ts';

let store: Store;
let backend: Stand;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

describe('a transaction', () => {
  it('refuses a query beside it, which would wait for it for ever', async () => {
    const beside = store.transaction(async () => {
      await store.run((db) => db.selectFrom('opening').selectAll().execute());
    });
    await expect(beside).rejects.toThrow(StoreReentryError);
    const nested = store.transaction(() => store.transaction(() => Promise.resolve()));
    await expect(nested).rejects.toThrow(StoreReentryError);
    await store.ping();
  });

  it('leaves nothing behind when it fails', async () => {
    const { session_id } = await backend.openCall();
    const failing = store.transaction(async (tx) => {
      await tx.deleteFrom('opening').where('session_id', '=', session_id).execute();
      throw new Error('half way');
    });
    await expect(failing).rejects.toThrow('half way');
    const openings = await store.run((db) =>
      db.selectFrom('opening').selectAll().where('session_id', '=', session_id).execute(),
    );
    expect(openings).toHaveLength(1);
  });
});

it('what a call is made of is found by an index that knows all of it', async () => {
  const { rows } = await store.run((db) =>
    sql<{ indexdef: string }>`
      select indexdef from pg_indexes where indexname = 'call_event_deriving'`.execute(db),
  );
  const named = rows[0]!.indexdef.match(/'\w+'/g)!.map((type) => type.slice(1, -1));
  expect(named.sort()).toEqual([...DERIVING_TYPES].sort());
});

it('a migration with an earlier number may come later, as branches are merged', async () => {
  const pglite = await PGlite.create();
  await (await openStore(new PostgresDialect({ pool: poolOver(pglite) }))).close();
  await pglite.exec(
    "drop table directory_entry; delete from kysely_migration where name like '0007%'",
  );
  const again = await openStore(new PostgresDialect({ pool: poolOver(pglite) }));
  expect(await again.run((db) => db.selectFrom('directory_entry').selectAll().execute())).toEqual(
    [],
  );
  await again.close();
  await pglite.close();
});

it('a call is the same however its events were cut into batches, mixed and repeated', async () => {
  const said = [
    turn('one'),
    committed('front-desk', 'billing'),
    event({ type: 'variable_set', name: 'account_id', value: '76' }),
    committed('billing', 'technical'),
    event({ type: 'variable_set', name: 'account_id', value: '77' }),
    event({ type: 'call_ended', disconnected_by: 'agent' }),
  ];
  const batches = fc.array(fc.subarray(said, { minLength: 1 }), { maxLength: 5 }).chain((some) =>
    fc.shuffledSubarray([...some, ...said.map((one) => [one])], {
      minLength: some.length + said.length,
    }),
  );
  const expected = deriveCall([{ epoch: 1, character: 'front-desk' }], said);
  await fc.assert(
    fc.asyncProperty(batches, async (sent) => {
      const { session_id } = await backend.openCall();
      for (const batch of sent) await addEvents(store, session_id, batch, new Date());
      await store.run(async (db) => {
        const session = await findSession(db, session_id);
        expect(await deriveOne(db, session!)).toEqual(expected);
        const kept = await listEvents(db, session_id);
        expect(kept).toEqual(said.map((one) => ({ ...one, late: false })));
      });
    }),
    { numRuns: 25 },
  );
});

it('a call that was forgotten since it was read says nothing more', async () => {
  const { session_id } = await backend.openCall();
  await store.run(async (db) => {
    const session = await findSession(db, session_id);
    const forgotten = { ...session!, session_id: randomUUID() };
    expect(await deriveOne(db, forgotten)).toEqual(deriveCall([], []));
  });
});
