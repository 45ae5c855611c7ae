import { sql } from 'kysely';
import { UNDER_WAY } from './callbacks.ts';
import type { Db, Tx } from './store.ts';

/** One backend at a time decides what is placed next, so that all of them together keep the limits. */
const PLACING_LOCK = 7_226_602;

/** Held until the transaction ends; whoever counts after it sees what was placed before. */
export async function lockPlacing(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${PLACING_LOCK})`.execute(tx);
}

/** Callbacks whose call is being placed, rings or is talked in, of the whole deployment. */
export async function countUnderWay(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('callback')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('state', 'in', UNDER_WAY)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** When the last calls out to a number began, newest first. What no worker opened never rang. */
export async function callsOutTo(
  db: Db,
  number: string,
  since: Date,
  limit: number,
): Promise<Date[]> {
  const rows = await db
    .selectFrom('call_session')
    .select('started_at')
    .where('channel', '=', 'sip_outbound')
    .where('caller_id', '=', number)
    .where('started_at', '>', since)
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap(({ started_at }) => started_at ?? []);
}
