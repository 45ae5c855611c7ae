import type { WebhookType } from '../../protocol/webhook.ts';
import type { Db, Tx } from '../store/store.ts';
import type { Message } from './messages.ts';

/** A message that this backend has taken to deliver. */
export interface Taken {
  id: string;
  type: WebhookType;
  body: string;
  /** Attempts so far, this one included. */
  attempts: number;
}

export type Settlement = 'delivered' | 'given_up';

/** Writes messages of one call, in their order; one that is known already is left as it is. */
export async function addMessages(
  tx: Tx,
  session_id: string,
  messages: readonly Message[],
  now: Date,
): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map((one) => ({
    ...one,
    session_id,
    attempts: 0,
    due_at: now,
    created_at: now,
  }));
  await tx
    .insertInto('webhook')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/**
 * Takes up to `limit` messages that are due. Until `until` nobody else takes them: whoever dies with
 * a message in hand leaves it to be due again then.
 */
export async function takeDue(db: Db, limit: number, now: Date, until: Date): Promise<Taken[]> {
  const due = heads(db)
    .where('head.due_at', '<=', now)
    .select('head.id')
    .orderBy('head.due_at')
    .orderBy('head.position')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  const taken = await db
    .updateTable('webhook')
    .set((set) => ({ due_at: until, attempts: set('attempts', '+', 1) }))
    .where('id', 'in', due)
    .returning(['id', 'type', 'body', 'attempts'])
    .execute();
  return taken.flatMap(({ body, ...rest }) => (body === null ? [] : [{ ...rest, body }]));
}

/** When the next message is due; undefined: none waits. */
export async function nextDue(db: Db): Promise<Date | undefined> {
  const next = await heads(db)
    .select('head.due_at')
    .orderBy('head.due_at')
    .limit(1)
    .executeTakeFirst();
  return next?.due_at;
}

export async function postpone(db: Db, id: string, due_at: Date): Promise<void> {
  await db.updateTable('webhook').set({ due_at }).where('id', '=', id).execute();
}

/** The row stays, so that a repetition is known; what it said of the call goes. */
export async function settle(db: Db, id: string, outcome: Settlement, now: Date): Promise<void> {
  const done = { outcome, settled_at: now, body: null };
  await db.updateTable('webhook').set(done).where('id', '=', id).execute();
}

/** The first message of each call that is neither delivered nor given up. */
function heads(db: Db) {
  return db
    .selectFrom('webhook as head')
    .where('head.settled_at', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('webhook as before')
            .select('before.id')
            .where('before.settled_at', 'is', null)
            .whereRef('before.session_id', '=', 'head.session_id')
            .whereRef('before.position', '<', 'head.position'),
        ),
      ),
    );
}
