import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgres } from '../../backend/store/postgres.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import { type Keeper, startKeeper } from '../../stack/keeper.ts';
import { type PostgresServer, startPostgres } from '../../stack/postgres.ts';
import { readyPostgres } from '../../stack/postgres-programs.ts';
import { freePort } from '../live/free-ports.ts';

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

/** A network between a store and its server. What goes over it falls silent, and nobody hears of that. */
async function aNetwork(to: number) {
  const ways: [Socket, Socket][] = [];
  const server = createServer((from) => {
    const way: [Socket, Socket] = [from, connect(to, '127.0.0.1')];
    for (const socket of way) socket.on('error', () => undefined);
    way[0].pipe(way[1]);
    way[1].pipe(way[0]);
    ways.push(way);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    ways: () => ways.length,
    fallSilent: () => {
      for (const [one, other] of ways) {
        one.unpipe(other);
        other.unpipe(one);
      }
    },
    close: () => {
      server.close();
      for (const socket of ways.flat()) socket.destroy();
    },
  };
}

it('connections that have fallen silent are used once more each, and then no more', async () => {
  const url = new URL(server.url);
  const network = await aNetwork(Number(url.port));
  url.port = String(network.port);
  const far = await openPostgres(url.href, createLog('test', 'silent'));
  const several = () =>
    Promise.allSettled([1, 2, 3].map(() => far.run((db) => sql`select pg_sleep(0.3)`.execute(db))));
  await several();
  expect(network.ways()).toBe(3);
  network.fallSilent();
  expect((await several()).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
  await far.ping();
  await far.close();
  network.close();
}, 180_000);
