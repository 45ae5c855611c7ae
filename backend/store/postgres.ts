import { PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../../config/log.ts';
import { settledPool } from './settled-pool.ts';
import { openStore, type Store } from './store.ts';

const CONNECT_MS = 5000;
const STATEMENT_MS = 10_000;
/** What `pg` says of a query that had no answer in time. */
const SILENT = 'Query read timeout';

/** The store in a Postgres of the operator's own, by `DATABASE_URL`. */
export async function openPostgres(url: string, log: Logger): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    // A backend that stands still in a transaction would keep its locks, and every call from opening.
    idle_in_transaction_session_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + CONNECT_MS,
  });
  // Without a listener a restart of the server would end this process.
  pool.on('error', (error) => {
    log.warn({ fault: error }, 'An idle database connection was lost.');
  });
  // Hazard: nor does the pool listen to a connection that is in use; what failed is told to who uses it.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    closeWhenSilent(client);
  });
  return openStore(new PostgresDialect({ pool: settledPool(pool) }));
}

/**
 * Hazard: a query that is given up leaves its connection as it is, and the pool hands it out again, first
 * of all: where a host is gone without a word, for as long as the system repeats what nobody receives.
 */
function closeWhenSilent(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...asked: unknown[]) => unknown;
  const watched = (...asked: unknown[]): unknown => {
    const answer = query(...asked);
    if (!(answer instanceof Promise)) return answer;
    return answer.catch(async (fault: unknown) => {
      const { stream } = client.connection;
      // Or it would be handed out once more before the pool has seen that it is closed.
      if (fault instanceof Error && fault.message === SILENT && !stream.closed)
        await new Promise((closed) => stream.destroy().once('close', closed));
      throw fault;
    });
  };
  client.query = watched as typeof client.query;
}
