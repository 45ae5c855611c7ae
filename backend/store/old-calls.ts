import { isOver, isSettled } from './over.ts';
import type { Tx } from './store.ts';

/**
 * Ids of calls that began before `before`, are over and have nothing open; held until the transaction
 * ends. What another backend holds is passed over.
 */
export async function holdOldCalls(
  tx: Tx,
  before: Date,
  now: Date,
  limit: number,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('call_session')
    .select('session_id')
    .where('created_at', '<', before)
    .where(isOver(now))
    .where(isSettled())
    .orderBy('created_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ session_id }) => session_id);
}
