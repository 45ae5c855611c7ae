import { sql, type Selectable, type Updateable } from 'kysely';
import type { CallbackState } from '../../protocol/callback.ts';
import { asInIndex } from './as-in-index.ts';
import type { CallbackRequestTable, CallbackTable } from './schema.ts';
import { storable } from './sessions.ts';
import type { Db, Tx } from './store.ts';

export type CallbackRow = Selectable<CallbackTable>;
export type RequestRow = Selectable<CallbackRequestTable>;

/** States in which its call is being placed, rings or is talked in. */
export const UNDER_WAY = (['placing', 'placed'] as const).map(asInIndex);

export interface NewRequest extends Omit<RequestRow, 'kept_in'> {
  workspace: string;
  number: string;
  asked_by: string;
}

/**
 * Keeps what a caller has asked for, once. Where a callback to that number by that character waits
 * already, the newest request takes its place: nobody is called twice for one wish. Behind one number
 * there may be several people, so nothing of an earlier request is kept in a newer one.
 */
export async function addRequest(tx: Tx, request: NewRequest, now: Date): Promise<void> {
  if (await keptIn(tx, request.callback_id)) return;
  const { workspace, asked_by, ...asked } = request;
  const number = storable(asked.number);
  const said = {
    session_id: asked.session_id,
    name: asked.name === null ? null : storable(asked.name),
    reason: storable(asked.reason),
    character: asked.character,
    asked_at: asked.asked_at,
    due_at: asked.due_at,
  };
  const fresh = { asked_by, any_hour: false, attempts: 0, last_outcome: null, updated_at: now };
  const written = await tx
    .insertInto('callback')
    .values({
      ...said,
      ...fresh,
      callback_id: asked.callback_id,
      workspace,
      number,
      state: 'waiting',
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace', 'number', 'character'])
        // To the letter that of the index, which a parameter would not be.
        .where(sql<boolean>`state = 'waiting'`)
        .doUpdateSet({ ...said, ...fresh, placed_session_id: null })
        // A request that was long in coming is not the newest.
        .where('callback.asked_at', '<=', asked.asked_at),
    )
    .returning('callback_id')
    .executeTakeFirst();
  // The insert has locked the one that it met, so that one waits still.
  const kept = written ?? (await waiting(tx, { workspace, number, character: asked.character }));
  if (!kept) throw new Error('A callback that waited is gone.');
  const row = { ...said, callback_id: asked.callback_id, kept_in: kept.callback_id };
  await tx.insertInto('callback_request').values(row).execute();
}

/** Of the callbacks to a number by a character the one that waits. */
async function waiting(
  db: Db,
  { workspace, number, character }: Pick<CallbackRow, 'workspace' | 'number' | 'character'>,
): Promise<CallbackRow | undefined> {
  return db
    .selectFrom('callback')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('number', '=', number)
    .where('character', '=', character)
    .where('state', '=', asInIndex('waiting'))
    .executeTakeFirst();
}

/** The callback that a request is part of: its own, or the one whose place it took. */
export async function keptIn(db: Db, callback_id: string): Promise<CallbackRow | undefined> {
  return db
    .selectFrom('callback')
    .innerJoin('callback_request', 'callback_request.kept_in', 'callback.callback_id')
    .selectAll('callback')
    .where('callback_request.callback_id', '=', callback_id)
    .executeTakeFirst();
}

/** The callback for which a call was placed, if it was the last one. */
export async function placedBy(db: Db, session_id: string): Promise<CallbackRow | undefined> {
  return db
    .selectFrom('callback')
    .selectAll()
    .where('placed_session_id', '=', session_id)
    .executeTakeFirst();
}

/**
 * The one that is due first, held until the transaction ends; whoever looks meanwhile gets another. A
 * telephone that one call is under way to is not rung by a second.
 */
export async function holdDue(tx: Tx, now: Date): Promise<CallbackRow | undefined> {
  return tx
    .selectFrom('callback')
    .selectAll()
    .where('state', '=', asInIndex('waiting'))
    .where('due_at', '<=', now)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('callback as other')
            .select('other.callback_id')
            .whereRef('other.number', '=', 'callback.number')
            .where('other.state', 'in', UNDER_WAY),
        ),
      ),
    )
    .orderBy('due_at')
    .orderBy('callback_id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** Takes one whose call is to be looked after; until `until` nobody else takes it. */
export async function takeToLook(db: Db, now: Date, until: Date): Promise<CallbackRow | undefined> {
  const one = db
    .selectFrom('callback')
    .select('callback_id')
    .where('state', 'in', UNDER_WAY)
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .limit(1)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable('callback')
    .set({ look_at: until })
    .where('callback_id', 'in', one)
    .returningAll()
    .executeTakeFirst();
}

/** What may be changed about one, provided that it is as it was seen. */
export interface Change {
  seen: Pick<CallbackRow, 'callback_id' | 'state' | 'placed_session_id'>;
  set: Omit<Updateable<CallbackTable>, 'updated_at'>;
}

/** Undefined: somebody else was quicker, and nothing is changed. */
export async function change(
  db: Db,
  { seen, set }: Change,
  now: Date,
): Promise<CallbackRow | undefined> {
  return db
    .updateTable('callback')
    .set({ ...set, updated_at: now })
    .where('callback_id', '=', seen.callback_id)
    .where('state', '=', seen.state)
    .where('placed_session_id', 'is not distinct from', seen.placed_session_id)
    .returningAll()
    .executeTakeFirst();
}

/** Whether a newer request for the same call waits. */
export async function anotherWaits(db: Db, row: CallbackRow): Promise<boolean> {
  const other = await waiting(db, row);
  return other !== undefined && other.callback_id !== row.callback_id;
}

/** Where a page of callbacks ended. */
export interface CallbackCursor {
  created_at: Date;
  callback_id: string;
}

export interface CallbackPage {
  limit: number;
  state?: CallbackState | undefined;
  before?: CallbackCursor | undefined;
}

/** Newest first. */
export async function listCallbacks(
  db: Db,
  { limit, state, before }: CallbackPage,
): Promise<CallbackRow[]> {
  let found = db.selectFrom('callback').selectAll();
  if (state) found = found.where('state', '=', state);
  if (before)
    found = found.where((where) =>
      where(
        where.refTuple('created_at', 'callback_id'),
        '<',
        where.tuple(before.created_at, before.callback_id),
      ),
    );
  return found.orderBy('created_at', 'desc').orderBy('callback_id', 'desc').limit(limit).execute();
}

/** Every request of these callbacks, oldest first. */
export async function listRequests(db: Db, rows: readonly CallbackRow[]): Promise<RequestRow[]> {
  if (rows.length === 0) return [];
  return db
    .selectFrom('callback_request')
    .selectAll()
    .where(
      'kept_in',
      'in',
      rows.map((row) => row.callback_id),
    )
    .orderBy('asked_at')
    .orderBy('callback_id')
    .execute();
}
