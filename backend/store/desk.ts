import { type Selectable, sql } from 'kysely';
import { CLAIM_MS, DUTY_MS, type DeskRequest, type DeskState } from '../../protocol/desk.ts';
import type { DeskEntryTable } from './schema.ts';
import { storable } from './sessions.ts';
import type { Db, Tx } from './store.ts';

export type DeskRow = Selectable<DeskEntryTable>;

/** Calls that tell how long one waits, and how old the oldest of them may be. */
const WAITS_COUNTED = 10;
const WAITS_SINCE_MS = 2 * 3_600_000;

/** Puts a call into its queue. False: it was there before. */
export async function addEntry(
  tx: Tx,
  session_id: string,
  { id, queue, caller, reason }: DeskRequest,
  now: Date,
): Promise<boolean> {
  const added = await tx
    .insertInto('desk_entry')
    .values({
      ...{ id, session_id, state: 'waiting' as const },
      queue: storable(queue),
      caller: caller === null ? null : storable(caller),
      reason: storable(reason),
      enqueued_at: now,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

export async function findEntry(db: Db, id: string): Promise<DeskRow | undefined> {
  return db.selectFrom('desk_entry').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Calls that wait or are in hand, in the order of their coming. */
export async function openEntries(db: Db, queue?: string): Promise<DeskRow[]> {
  const open = db.selectFrom('desk_entry').selectAll().where('settled_at', 'is', null);
  const wanted = queue === undefined ? open : open.where('queue', '=', queue);
  return wanted.orderBy('place').execute();
}

/** The newest entry of a call. */
export async function entryOfCall(db: Db, session_id: string): Promise<DeskRow | undefined> {
  return db
    .selectFrom('desk_entry')
    .selectAll()
    .where('session_id', '=', session_id)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/**
 * Gives a call to one person, who has {@link CLAIM_MS} to come; undefined where it is not to be had.
 * One statement: of two who want it in the same moment one gets it. Whoever has it gets it again.
 */
export async function claimEntry(
  tx: Tx,
  id: string,
  name: string,
  now: Date,
): Promise<DeskRow | undefined> {
  return tx
    .updateTable('desk_entry')
    .set({
      state: sql<DeskState>`case when state = 'connected' then state else 'claimed' end`,
      claimed_by: name,
      claim_until: new Date(now.getTime() + CLAIM_MS),
    })
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .where((where) =>
      where.or([
        where('state', '=', 'waiting'),
        where('claimed_by', '=', name),
        where.and([where('state', '=', 'claimed'), where('claim_until', '<', now)]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
}

/** A person is in the room with the caller. */
export async function connectEntry(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('desk_entry')
    .set({ state: 'connected', connected_at: sql<Date>`coalesce(connected_at, ${now})` })
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .where('claimed_by', 'is not', null)
    .execute();
}

/** It waits again, at its old place. */
export async function putBackInLine(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('desk_entry')
    .set({ state: 'waiting', claimed_by: null, claim_until: null })
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .execute();
}

/** The call is at the desk no more. False: it was not any more before. */
export async function settleEntry(
  tx: Tx,
  id: string,
  state: Extract<DeskState, 'returned' | 'abandoned' | 'done'>,
  now: Date,
  note: string | null = null,
): Promise<boolean> {
  const settled = await tx
    .updateTable('desk_entry')
    .set({ state, settled_at: now, note: note === null ? null : storable(note) })
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return settled !== undefined;
}

/** The call has ended: whoever waited has gone, whoever was talked to is done. */
export async function settleCall(tx: Tx, session_id: string, now: Date): Promise<void> {
  await tx
    .updateTable('desk_entry')
    .set({
      state: sql<DeskState>`case when state = 'connected' then 'done' else 'abandoned' end`,
      settled_at: now,
    })
    .where('session_id', '=', session_id)
    .where('settled_at', 'is', null)
    .execute();
}

export async function setSummary(
  db: Db,
  session_id: string,
  id: string,
  summary: string,
): Promise<boolean> {
  const row = await db
    .updateTable('desk_entry')
    .set({ summary: storable(summary) })
    .where('id', '=', id)
    .where('session_id', '=', session_id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Seconds that the last callers of a queue waited on average; null where nobody was taken lately. */
export async function usualWait(db: Db, queue: string, now: Date): Promise<number | null> {
  const taken = await db
    .selectFrom('desk_entry')
    .select(['enqueued_at', 'connected_at'])
    .where('queue', '=', queue)
    .where('connected_at', '>', new Date(now.getTime() - WAITS_SINCE_MS))
    .orderBy('connected_at', 'desc')
    .limit(WAITS_COUNTED)
    .execute();
  if (taken.length === 0) return null;
  const waited = taken.map(
    ({ enqueued_at, connected_at }) => (connected_at ?? now).getTime() - enqueued_at.getTime(),
  );
  return waited.reduce((sum, ms) => sum + ms, 0) / waited.length / 1000;
}

/** Names of those who take calls. */
export async function onDuty(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('desk_duty')
    .select('name')
    .where('until', '>', now)
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

export async function setDuty(db: Db, name: string, on: boolean, now: Date): Promise<void> {
  if (!on) {
    await db.deleteFrom('desk_duty').where('name', '=', name).execute();
    return;
  }
  const until = new Date(now.getTime() + DUTY_MS);
  await db
    .insertInto('desk_duty')
    .values({ name, until })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ until }))
    .execute();
}
