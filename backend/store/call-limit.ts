import { sql } from 'kysely';
import type { Db, Tx } from './store.ts';

/** One call at a time is let in, so that all backends together keep the limit. */
const OPENING_LOCK = 7_226_603;

/** Held until the transaction ends; whoever counts after it sees the calls that were let in before. */
export async function lockOpening(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${OPENING_LOCK})`.execute(tx);
}

/** Whether as many calls go on as may at once, of the whole deployment. A held call goes on. */
export async function allLinesBusy(db: Db, most: number): Promise<boolean> {
  const { count } = await db
    .selectFrom('call_lease')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count) >= most;
}
