import type { Selectable } from 'kysely';
import type { OperatorSessionTable } from './schema.ts';
import type { Db } from './store.ts';

export type OperatorSessionRow = Selectable<OperatorSessionTable>;

export async function addOperatorSession(
  db: Db,
  session: Omit<OperatorSessionRow, 'ended_at'>,
): Promise<void> {
  await db
    .insertInto('operator_session')
    .values({ ...session, ended_at: null })
    .execute();
  // What is over for a day is of no use to anybody.
  await db
    .deleteFrom('operator_session')
    .where('expires_at', '<', new Date(session.created_at.getTime() - 86_400_000))
    .execute();
}

/** A session that was neither signed out of nor is too old. */
export async function findOperatorSession(
  db: Db,
  digest: string,
  now: Date,
): Promise<OperatorSessionRow | undefined> {
  return db
    .selectFrom('operator_session')
    .selectAll()
    .where('digest', '=', digest)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

export async function endOperatorSession(db: Db, digest: string, now: Date): Promise<void> {
  await db
    .updateTable('operator_session')
    .set({ ended_at: now })
    .where('digest', '=', digest)
    .where('ended_at', 'is', null)
    .execute();
}

/** Whether somebody of this name has a session still. */
export async function isSignedIn(db: Db, name: string, now: Date): Promise<boolean> {
  const one = await db
    .selectFrom('operator_session')
    .select('digest')
    .where('name', '=', name)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .limit(1)
    .executeTakeFirst();
  return one !== undefined;
}
