import { sql, type RawBuilder } from 'kysely';
import { UNDER_WAY } from './callbacks.ts';
import { spellings } from './callers-calls.ts';
import type { Db, Store, Tx } from './store.ts';

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
/** Of a table, looked through by one statement: 8 MB. */
const PAGES_AT_ONCE = 1000;

/** Callbacks to a number that no call is under way for, whoever has asked for them. Their count. */
export async function dropCallbacksTo(tx: Tx, caller_id: string): Promise<number> {
  const rows = await tx
    .selectFrom('callback')
    .select('callback_id')
    .where('number', 'in', spellings(caller_id))
    .where('state', 'not in', UNDER_WAY)
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
 * Part of a table at a time: a large one takes longer than a statement may.
 */
export async function removeMentions(store: Store, caller_id: string): Promise<number> {
  const digits = /^\+?(\d{7,15})$/.exec(caller_id)?.[1];
  if (digits === undefined) return 0;
  let rows = 0;
  for (const [table, columns] of TEXTS)
    for (const column of columns) rows += await remove(store, table, inText(column, digits));
  for (const [table, columns] of JSONS)
    for (const column of columns) rows += await remove(store, table, inJson(column, digits));
  return rows;
}

/** Digits of a longer number are none of it; nor is what stands behind a decimal point. */
const whole = (digits: string) => `(?<![0-9.+])\\+?${digits}(?![0-9]|\\.[0-9])`;

/** Where in a row a number stands, and what is to stand there. */
interface Removal {
  readonly set: RawBuilder<unknown>;
  readonly where: RawBuilder<unknown>;
}

function inText(column: string, digits: string): Removal {
  const at = sql.ref(column);
  return {
    set: sql`${at} = regexp_replace(${at}, ${whole(digits)}, ${REMOVED}, 'g')`,
    where: sql`${at} ~ ${whole(digits)}`,
  };
}

/** A number that is no text becomes null, or what is left would be no JSON. */
function inJson(column: string, digits: string): Removal {
  const at = sql.ref(column);
  const bare = `([:,[])-?${digits}(?=[],}])`;
  return {
    set: sql`${at} = regexp_replace(
      regexp_replace(${at}::text, ${bare}, '\\1null', 'g'), ${whole(digits)}, ${REMOVED}, 'g'
    )::json`,
    where: sql`${at}::text ~ ${whole(digits)}`,
  };
}

async function remove(store: Store, table: string, { set, where }: Removal): Promise<number> {
  const pages = await store.run((db) => pagesOf(db, table));
  let rows = 0;
  for (let from = 0; from < pages; from += PAGES_AT_ONCE) {
    const [first, next] = [`(${from},0)`, `(${from + PAGES_AT_ONCE},0)`];
    const { numAffectedRows = 0n } = await store.run((db) =>
      sql`
        update ${sql.table(table)} set ${set}
        where ctid >= ${first}::tid and ctid < ${next}::tid and ${where}`.execute(db),
    );
    rows += Number(numAffectedRows);
  }
  return rows;
}

async function pagesOf(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ pages: number }>`
    select ceil(pg_relation_size(${table}::regclass) / current_setting('block_size')::numeric)::int
      as pages`.execute(db);
  return rows[0]?.pages ?? 0;
}
