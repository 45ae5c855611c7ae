import { PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../../config/log.ts';
import { openStore, type Store } from './store.ts';

const CONNECT_MS = 5000;
const STATEMENT_MS = 10_000;

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
  });
  return openStore(new PostgresDialect({ pool }));
}
