import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { CallLeaseTable } from './schema.ts';
import type { Db, Tx } from './store.ts';

export type LeaseRow = Selectable<CallLeaseTable>;

/** Who holds a call: one worker, of one epoch. */
export interface Holder {
  session_id: string;
  epoch: number;
}

/** A worker has opened a call: it holds it until `due_at`, and longer if it renews it. */
export async function grantLease(tx: Tx, holder: Holder, due_at: Date): Promise<void> {
  const fresh = { epoch: holder.epoch, stream: null, due_at, asked: 0 };
  await tx
    .insertInto('call_lease')
    .values({ session_id: holder.session_id, ...fresh })
    .onConflict((conflict) => conflict.column('session_id').doUpdateSet(fresh))
    .execute();
}

/**
 * The holder is alive; `stream` is the command stream that it listens to from now on, so that the
 * end of an earlier one says nothing any more. False: it has lost the call, and nothing is renewed.
 */
export async function renewLease(
  db: Db,
  { session_id, epoch }: Holder,
  set: { due_at: Date; stream?: string },
): Promise<boolean> {
  const renewed = await db
    .updateTable('call_lease')
    .set({ ...set, asked: 0 })
    .where('session_id', '=', session_id)
    .where('epoch', '=', epoch)
    .returning('session_id')
    .executeTakeFirst();
  return renewed !== undefined;
}

/** The command stream has ended; where another one renews the lease, nothing happens. */
export async function streamEnded(
  db: Db,
  { session_id, epoch }: Holder,
  stream: string,
  due_at: Date,
): Promise<void> {
  await db
    .updateTable('call_lease')
    .set({ stream: null, due_at: sql<Date>`least(due_at, ${due_at})` })
    .where('session_id', '=', session_id)
    .where('epoch', '=', epoch)
    .where('stream', '=', stream)
    .execute();
}

/** Looks at a call again at a time that is known. */
export async function setDue(
  db: Db,
  session_id: string,
  set: { due_at: Date; asked?: number; stream?: null },
): Promise<void> {
  await db.updateTable('call_lease').set(set).where('session_id', '=', session_id).execute();
}

/** Whether a worker listens to what it is told of a call. */
export async function workerListens(db: Db, session_id: string): Promise<boolean> {
  return ((await findLease(db, session_id))?.stream ?? null) !== null;
}

/** Nobody holds the call any more, and nobody is to. */
export async function dropLease(db: Db, session_id: string): Promise<void> {
  await db.deleteFrom('call_lease').where('session_id', '=', session_id).execute();
}

/** A call whose worker has not renewed its lease; the longest lost first. */
export async function findDue(db: Db, now: Date): Promise<LeaseRow | undefined> {
  return db
    .selectFrom('call_lease')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
}

export async function findLease(db: Db, session_id: string): Promise<LeaseRow | undefined> {
  return db
    .selectFrom('call_lease')
    .selectAll()
    .where('session_id', '=', session_id)
    .executeTakeFirst();
}

/** Gives every worker the time to come back to a backend that was away itself. */
export async function extendLeases(db: Db, until: Date): Promise<void> {
  await db.updateTable('call_lease').set({ due_at: until }).where('due_at', '<', until).execute();
}
