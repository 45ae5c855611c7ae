import type { DeskEntry, DeskNews, DeskQueue } from '../../protocol/desk.ts';
import { type DeskRow, entryOfCall, onDuty, openEntries, usualWait } from '../store/desk.ts';
import type { Db } from '../store/store.ts';

/** Whoever has claimed a call and did not come in time, has not: it waits again, at its old place. */
export function isWaiting({ state, claim_until }: DeskRow, now: Date): boolean {
  return state === 'waiting' || (state === 'claimed' && (claim_until ?? now) < now);
}

/** The calls that wait or are in hand, as everybody at the desk sees them. */
export async function deskQueue(db: Db, now: Date): Promise<DeskQueue> {
  const rows = await openEntries(db);
  return { entries: rows.map((row) => shownEntry(row, rows, now)), on_duty: await onDuty(db, now) };
}

/** @param open the open entries, in the order of their coming */
export function shownEntry(row: DeskRow, open: readonly DeskRow[], now: Date): DeskEntry {
  const { id, session_id, queue, caller, reason, summary, enqueued_at } = row;
  const waits = isWaiting(row, now) && row.settled_at === null;
  return {
    ...{ id, session_id, queue, caller, reason, summary },
    enqueued_at: enqueued_at.toISOString(),
    position: waits ? positionOf(row, open, now) : null,
    state: waits ? 'waiting' : row.state,
    claimed_by: waits ? null : row.claimed_by,
  };
}

/** How a call stands at the desk, for its worker; undefined where it was never there. */
export async function deskNews(
  db: Db,
  session_id: string,
  now: Date,
): Promise<DeskNews | undefined> {
  const row = await entryOfCall(db, session_id);
  if (!row) return undefined;
  const { id, queue, note } = row;
  const open = row.settled_at === null ? await openEntries(db, queue) : [];
  const { state, position } = shownEntry(row, open, now);
  const on_duty = (await onDuty(db, now)).length;
  const wait = position === null ? null : await usualWait(db, queue, now);
  const usual_wait_s = wait === null ? null : Math.round(wait);
  return { id, state, position, usual_wait_s, on_duty, note };
}

function positionOf(row: DeskRow, open: readonly DeskRow[], now: Date): number {
  const waiting = open.filter((one) => one.queue === row.queue && isWaiting(one, now));
  return waiting.findIndex(({ id }) => id === row.id) + 1;
}
