import { startKeeper } from '../../stack/keeper.ts';
import { startPostgres } from '../../stack/postgres.ts';
import { readyPostgres } from '../../stack/postgres-programs.ts';
import { freePort } from '../live/free-ports.ts';

const LIMIT_MS = 20 * 60_000;

/** A Postgres for all tests of a run, where `TEST_DATABASE_URL` names none. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env['TEST_DATABASE_URL']) return () => Promise.resolve();
  const signal = AbortSignal.timeout(LIMIT_MS);
  const programs = await readyPostgres({ signal, say: () => undefined });
  const keeper = startKeeper();
  const server = await startPostgres({ programs, port: await freePort(), keeper, signal });
  process.env['TEST_DATABASE_URL'] = server.url;
  return async () => {
    await server.stop();
    await keeper.stop();
  };
}
