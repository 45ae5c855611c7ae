import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgres } from '../../backend/store/postgres.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import { type Keeper, startKeeper } from '../../stack/keeper.ts';
import { type PostgresServer, startPostgres } from '../../stack/postgres.ts';
import { readyPostgres } from '../../stack/postgres-programs.ts';
import { freePort } from '../backend/backend-process.ts';

let keeper: Keeper;
let server: PostgresServer;
let store: Store;
beforeAll(async () => {
  const signal = AbortSignal.timeout(240_000);
  const programs = await readyPostgres({ signal, say: () => undefined });
  keeper = startKeeper();
  server = await startPostgres({ programs, port: await freePort(), keeper, signal });
  store = await openPostgres(server.url, createLog('test', 'silent'));
}, 240_000);
afterAll(async () => {
  await store.close();
  await server.stop();
  await keeper.stop();
});

it('a transaction whose Postgres is killed fails, the process lives, and the store answers again', async () => {
  const cut = store.transaction(async (tx) => {
    await sql`select 1`.execute(tx);
    await server.kill();
    await sql`select pg_sleep(5)`.execute(tx);
  });
  await expect(cut).rejects.toThrow();
  await server.restart();
  const answers = () =>
    store.ping().then(
      () => true,
      () => false,
    );
  await expect.poll(answers, { timeout: 60_000 }).toBe(true);
}, 180_000);
