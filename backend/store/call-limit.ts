import { sql } from 'kysely';
import { storable } from './sessions.ts';
import type { Db, Tx } from './store.ts';

/** One call at a time is let in, so that all backends together keep the limit. */
const OPENING_LOCK = 7_226_603;

/** Held until the transaction ends; whoever counts after it sees the calls that were let in before. */
export async function lockOpening(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${OPENING_LOCK})`.execute(tx);
}

/** Whether as many calls go on as may at once, of the whole deployment. A held call goes on. */
export async function allLinesBusy(db: Db, most: number): Promise<boolean> {
  return (await freeLines(db, most, [])) === 0;
}

/** Lines left beside the calls that go on, and beside calls in these rooms that are not opened yet. */
export async function freeLines(db: Db, most: number, waiting: readonly string[]): Promise<number> {
  const { count } = await db
    .selectFrom('call_lease')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  const rooms = waiting.map(storable);
  const opened = await openedIn(db, rooms);
  const awaited = rooms.filter((room) => !opened.has(room));
  return Math.max(0, most - Number(count) - awaited.length);
}

async function openedIn(db: Db, rooms: readonly string[]): Promise<ReadonlySet<string>> {
  if (rooms.length === 0) return new Set();
  const found = await db
    .selectFrom('call_session')
    .select('room')
    .where('room', 'in', rooms)
    .where('epoch', '>', 0)
    .execute();
  return new Set(found.map(({ room }) => room));
}
