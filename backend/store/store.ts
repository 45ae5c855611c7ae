import { AsyncLocalStorage } from 'node:async_hooks';
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

/** Code inside a transaction went back to the store instead of using the transaction's handle. */
export class StoreReentryError extends Error {
  override readonly name = 'StoreReentryError';

  constructor() {
    super('A query inside a transaction must use the transaction it was given.');
  }
}

/**
 * A migrated store over any Postgres dialect. The embedded database has one connection: a query
 * beside the open transaction would wait for ever, so it throws instead, on either engine.
 */
export async function openStore(dialect: Dialect, release?: () => Promise<void>): Promise<Store> {
  const db = new Kysely<Schema>({ dialect });
  const inside = new AsyncLocalStorage<true>();
  const close = once(async () => {
    await db.destroy();
    await release?.();
  });
  const outside = () => {
    if (inside.getStore()) throw new StoreReentryError();
  };
  try {
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async run(work) {
      outside();
      return work(db);
    },
    async transaction(work) {
      outside();
      return db.transaction().execute((tx) => inside.run(true, () => work(tx)));
    },
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
