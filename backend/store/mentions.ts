import { sql } from 'kysely';
import { spellings } from './callers-calls.ts';
import type { Tx } from './store.ts';

/** Where somebody else's call may name a number. */
const TEXTS = [
  ['message', ['text', 'from', 'addressee', 'last_fault']],
  ['desk_entry', ['caller', 'reason', 'summary', 'note']],
  ['callback', ['name', 'reason', 'last_outcome']],
  ['callback_request', ['name', 'reason']],
  ['call_session', ['room', 'did', 'user_id', 'caller_identity']],
  ['webhook', ['body']],
] as const;
const JSONS = [
  ['call_event', ['body']],
  ['call_session', ['headers', 'verified', 'visitor', 'variables']],
  ['call_command', ['body']],
] as const;
const REMOVED = '[removed]';

/** Callbacks to a number that no call is under way for, whoever has asked for them. Their count. */
export async function dropCallbacksTo(tx: Tx, caller_id: string): Promise<number> {
  const rows = await tx
    .selectFrom('callback')
    .select('callback_id')
    .where('number', 'in', spellings(caller_id))
    .where('state', 'not in', ['placing', 'placed'])
    .forUpdate()
    .execute();
  const ids = rows.map(({ callback_id }) => callback_id);
  if (ids.length === 0) return 0;
  await tx.deleteFrom('callback_request').where('kept_in', 'in', ids).execute();
  await tx.deleteFrom('callback').where('callback_id', 'in', ids).execute();
  return ids.length;
}

/**
 * Takes a number out of what is stored of other calls: who gave it to be called back, or was connected
 * to it. Only a whole number, of seven digits or more: less is found everywhere. How many rows changed.
 */
export async function removeMentions(tx: Tx, caller_id: string): Promise<number> {
  const digits = /^\+?(\d{7,15})$/.exec(caller_id)?.[1];
  if (digits === undefined) return 0;
  let rows = 0;
  for (const [table, columns] of TEXTS)
    for (const column of columns) rows += await remove(tx, table, column, digits);
  for (const [table, columns] of JSONS)
    for (const column of columns) rows += await removeInJson(tx, table, column, digits);
  return rows;
}

/** Digits of a longer number are none of it; nor is what stands behind a decimal point. */
const whole = (digits: string) => `(?<![0-9.+])\\+?${digits}(?![0-9]|\\.[0-9])`;

async function remove(tx: Tx, table: string, column: string, digits: string): Promise<number> {
  const at = sql.ref(column);
  const { numAffectedRows = 0n } = await sql`
    update ${sql.table(table)}
    set ${at} = regexp_replace(${at}, ${whole(digits)}, ${REMOVED}, 'g')
    where ${at} ~ ${whole(digits)}`.execute(tx);
  return Number(numAffectedRows);
}

/** A number that is no text becomes null, or what is left would be no JSON. */
async function removeInJson(
  tx: Tx,
  table: string,
  column: string,
  digits: string,
): Promise<number> {
  const at = sql.ref(column);
  const bare = `([:,[])-?${digits}(?=[],}])`;
  const { numAffectedRows = 0n } = await sql`
    update ${sql.table(table)}
    set ${at} = regexp_replace(
      regexp_replace(${at}::text, ${bare}, '\\1null', 'g'), ${whole(digits)}, ${REMOVED}, 'g'
    )::json
    where ${at}::text ~ ${whole(digits)}`.execute(tx);
  return Number(numAffectedRows);
}
