import type { Forgotten } from '../../protocol/forgotten.ts';
import type { RequestRow } from './callbacks.ts';
import type { Tx } from './store.ts';

/** What goes together with a call, one row each, by the call's id. */
const WITH_CALL = ['call_command', 'webhook', 'opening', 'call_lease'] as const;

/** Calls and all that came of them go, out of every table. The calls are held already. */
export async function forgetCalls(tx: Tx, ids: readonly string[]): Promise<Forgotten> {
  if (ids.length === 0) return NOTHING;
  const callbacks = await forgetRequests(tx, ids);
  const recordings = await drop(tx, 'message_recording', ids);
  const messages = await drop(tx, 'message', ids);
  const desk_entries = await drop(tx, 'desk_entry', ids);
  for (const table of WITH_CALL) await drop(tx, table, ids);
  const events = await drop(tx, 'call_event', ids);
  const calls = await drop(tx, 'call_session', ids);
  return { calls, events, messages, recordings, callbacks, desk_entries };
}

export const NOTHING: Forgotten = {
  calls: 0,
  events: 0,
  messages: 0,
  recordings: 0,
  callbacks: 0,
  desk_entries: 0,
};

export function together(one: Forgotten, other: Forgotten): Forgotten {
  return {
    calls: one.calls + other.calls,
    events: one.events + other.events,
    messages: one.messages + other.messages,
    recordings: one.recordings + other.recordings,
    callbacks: one.callbacks + other.callbacks,
    desk_entries: one.desk_entries + other.desk_entries,
  };
}

type OfCall =
  | (typeof WITH_CALL)[number]
  | 'message_recording'
  | 'message'
  | 'desk_entry'
  | 'call_event'
  | 'call_session';

async function drop(tx: Tx, table: OfCall, ids: readonly string[]): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom(table)
    .where('session_id', 'in', ids)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/**
 * Requests of these calls go. A callback that others have asked for as well stays theirs, as the newest
 * of them said it; one that nobody else has asked for goes.
 */
async function forgetRequests(tx: Tx, ids: readonly string[]): Promise<number> {
  await tx
    .updateTable('callback')
    .set({ placed_session_id: null })
    .where('placed_session_id', 'in', ids)
    .execute();
  const asked = await tx
    .deleteFrom('callback_request')
    .where('session_id', 'in', ids)
    .returning('kept_in')
    .execute();
  const said = await tx
    .selectFrom('callback')
    .select('callback_id')
    .where('session_id', 'in', ids)
    .execute();
  const touched = new Set([
    ...asked.map((row) => row.kept_in),
    ...said.map((row) => row.callback_id),
  ]);
  let gone = 0;
  for (const callback_id of touched) {
    const newest = await newestRequest(tx, callback_id);
    if (newest) await sayAs(tx, newest, ids);
    else gone += await dropCallback(tx, callback_id);
  }
  return gone;
}

async function newestRequest(tx: Tx, callback_id: string): Promise<RequestRow | undefined> {
  return tx
    .selectFrom('callback_request')
    .selectAll()
    .where('kept_in', '=', callback_id)
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function sayAs(tx: Tx, request: RequestRow, ids: readonly string[]): Promise<void> {
  const { kept_in, session_id, name, reason, character, asked_at, due_at } = request;
  await tx
    .updateTable('callback')
    .set({ session_id, name, reason, character, asked_at, due_at })
    .where('callback_id', '=', kept_in)
    .where('session_id', 'in', ids)
    .execute();
}

async function dropCallback(tx: Tx, callback_id: string): Promise<number> {
  await tx.deleteFrom('callback').where('callback_id', '=', callback_id).execute();
  return 1;
}
