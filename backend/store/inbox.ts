import { sql, type Selectable } from 'kysely';
import type { MessageState } from '../../protocol/message.ts';
import { asInIndex } from './as-in-index.ts';
import type { MessageTable } from './schema.ts';
import { storable } from './sessions.ts';
import type { Db, Tx } from './store.ts';

export type MessageRow = Selectable<MessageTable>;

/** As an operator sees it: who called, and whether the recording has come. */
export interface ListedMessage extends MessageRow {
  caller_id: string | null;
  recorded: boolean;
}

export type NewMessage = Omit<
  MessageRow,
  'attempts' | 'delivery' | 'taken_until' | 'delivered_at' | 'done_at' | 'created_at'
>;

/** Keeps a message, once: told again it changes nothing. */
export async function addMessage(tx: Tx, message: NewMessage, now: Date): Promise<void> {
  const { text, from, ...rest } = message;
  await tx
    .insertInto('message')
    .values({
      ...rest,
      text: storable(text),
      from: from === null ? null : storable(from),
      taken_until: null,
      delivered_at: null,
      done_at: null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('message_id').doNothing())
    .execute();
}

/** A message that waited for its recording waits no more. */
export async function recordingHasCome(tx: Tx, message_id: string, now: Date): Promise<void> {
  await tx
    .updateTable('message')
    .set({ due_at: now })
    .where('message_id', '=', message_id)
    .where('state', '=', asInIndex('waiting'))
    .where('attempts', '=', 0)
    .where('due_at', '>', now)
    .execute();
}

/**
 * Takes up to `limit` messages that are due. Until `until` nobody else takes them: whoever dies with
 * one in hand leaves it to be taken again then.
 */
export async function takeMessages(
  db: Db,
  limit: number,
  now: Date,
  until: Date,
): Promise<MessageRow[]> {
  const due = db
    .selectFrom('message')
    .select('message_id')
    .where('state', '=', asInIndex('waiting'))
    .where('due_at', '<=', now)
    .where((where) => where.or([where('taken_until', 'is', null), where('taken_until', '<=', now)]))
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable('message')
    .set((set) => ({ taken_until: until, attempts: set('attempts', '+', 1) }))
    .where('message_id', 'in', due)
    .returningAll()
    .execute();
}

export type Settlement = Partial<
  Pick<MessageRow, 'state' | 'attempts' | 'due_at' | 'last_fault' | 'delivered_at'>
>;

/** Lays down a message that was taken. False: its time was over and somebody else has it. */
export async function settleMessage(
  db: Db,
  { message_id, taken_until }: MessageRow,
  set: Settlement,
): Promise<boolean> {
  const settled = await db
    .updateTable('message')
    .set({ ...set, taken_until: null })
    .where('message_id', '=', message_id)
    .where('taken_until', '=', taken_until)
    .returning('message_id')
    .executeTakeFirst();
  return settled !== undefined;
}

/** Ticks a message off, or takes that back. False: there is none. */
export async function tickMessage(db: Db, message_id: string, now: Date | null): Promise<boolean> {
  const ticked = await db
    .updateTable('message')
    // Ticked off twice it was done the first time.
    .set((set) => ({ done_at: now && set.fn.coalesce('done_at', set.val(now)) }))
    .where('message_id', '=', message_id)
    .returning('message_id')
    .executeTakeFirst();
  return ticked !== undefined;
}

/**
 * Makes a message due, with all its attempts. One that is being sent right now is not taken a second
 * time. What had arrived gets a Message-ID of its own: a receiver may drop one that it knows.
 */
export async function deliverAgain(
  tx: Tx,
  row: MessageRow,
  addressee: string,
  now: Date,
): Promise<void> {
  const arrived = row.state === 'delivered' ? 1 : 0;
  await tx
    .updateTable('message')
    .set({
      addressee,
      state: 'waiting',
      attempts: 0,
      delivery: row.delivery + arrived,
      due_at: now,
      last_fault: null,
    })
    .where('message_id', '=', row.message_id)
    .execute();
}

export async function holdMessage(tx: Tx, message_id: string): Promise<MessageRow | undefined> {
  return tx
    .selectFrom('message')
    .selectAll()
    .where('message_id', '=', message_id)
    .forUpdate()
    .executeTakeFirst();
}

export async function findMessage(db: Db, message_id: string): Promise<ListedMessage | undefined> {
  return listed(db).where('message.message_id', '=', message_id).executeTakeFirst();
}

/** Where a page of messages ended. */
export interface MessageCursor {
  created_at: Date;
  message_id: string;
}

export interface MessagePage {
  limit: number;
  state?: MessageState | undefined;
  done?: boolean | undefined;
  before?: MessageCursor | undefined;
}

/** Newest first. */
export async function listMessages(
  db: Db,
  { limit, state, done, before }: MessagePage,
): Promise<ListedMessage[]> {
  let found = listed(db);
  if (state) found = found.where('message.state', '=', state);
  if (done !== undefined) found = found.where('done_at', done ? 'is not' : 'is', null);
  if (before)
    found = found.where((where) =>
      where(
        where.refTuple('message.created_at', 'message.message_id'),
        '<',
        where.tuple(before.created_at, before.message_id),
      ),
    );
  return found
    .orderBy('message.created_at', 'desc')
    .orderBy('message.message_id', 'desc')
    .limit(limit)
    .execute();
}

function listed(db: Db) {
  return db
    .selectFrom('message')
    .innerJoin('call_session', 'call_session.session_id', 'message.session_id')
    .selectAll('message')
    .select('call_session.caller_id')
    .select(
      sql<boolean>`exists (select 1 from message_recording as heard
        where heard.session_id = message.session_id and heard.message_id = message.message_id)`.as(
        'recorded',
      ),
    );
}
