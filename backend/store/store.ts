import { Kysely, sql, type Dialect, type Transaction } from 'kysely';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema>;
export type Tx = Transaction<Schema>;

/** The one door to the database. Queries get their handle as an argument and from nowhere else. */
export interface Store {
  run<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** All of it or nothing; durable when the promise resolves. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Throws when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A migrated store over any Postgres dialect.
 *
 * Hazard: the embedded database has one connection: a query beside the own transaction waits for it for
 * ever. The tests' stores throw (`test/backend/guarded-store.ts`); to follow every promise for that here
 * would take a tenth of what the process can answer.
 */
export async function openStore(dialect: Dialect, release?: () => Promise<void>): Promise<Store> {
  const db = new Kysely<Schema>({ dialect });
  const close = once(async () => {
    await db.destroy();
    await release?.();
  });
  try {
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    run: (work) => work(db),
    transaction: (work) => db.transaction().execute(work),
    async ping() {
      await sql`select 1`.execute(db);
    },
    close,
  };
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= action());
}
