import { sql } from 'kysely';
import { isOver } from './over.ts';
import type { Db, Tx } from './store.ts';

/** Whose calls: by the number that called, or by the verified `user.id`. */
export interface WhichCaller {
  caller_id?: string | undefined;
  user_id?: string | undefined;
}

/** Ids of calls of theirs that are over, held until the transaction ends. */
export async function holdCallsOf(
  tx: Tx,
  caller: WhichCaller,
  now: Date,
  limit: number,
): Promise<string[]> {
  const rows = await callsOf(tx, caller)
    .select('session_id')
    .where(isOver(now))
    .orderBy('session_id')
    .limit(limit)
    .forUpdate()
    .execute();
  return rows.map(({ session_id }) => session_id);
}

export async function countCallsOf(db: Db, caller: WhichCaller): Promise<number> {
  const { count } = await callsOf(db, caller)
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function callsOf(db: Db, { caller_id, user_id }: WhichCaller) {
  const all = db.selectFrom('call_session');
  if (user_id !== undefined) return all.where('user_id', '=', user_id);
  if (caller_id !== undefined) return all.where('caller_id', 'in', spellings(caller_id));
  return all.where(sql<boolean>`false`);
}

/** A carrier may leave the plus out. */
export function spellings(caller_id: string): string[] {
  const bare = caller_id.replace(/^\+/, '');
  return /^\d{7,15}$/.test(bare) ? [bare, `+${bare}`] : [caller_id];
}
