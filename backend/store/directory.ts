import { randomUUID } from 'node:crypto';
import { expressionBuilder, sql, type Selectable } from 'kysely';
import type { WrittenEntry } from '../../protocol/directory.ts';
import { asInIndex } from './as-in-index.ts';
import type { DirectoryEntryTable, Schema } from './schema.ts';
import type { Db, Tx } from './store.ts';

export type EntryRow = Selectable<DirectoryEntryTable>;

/** Rows that go into one statement. */
const CHUNK = 500;

/** An entry that is not deleted, or with `deleted` one in any state. */
export async function findEntry(
  db: Db,
  id: string,
  deleted = false,
): Promise<EntryRow | undefined> {
  const found = db.selectFrom('directory_entry').selectAll().where('id', '=', id);
  return (deleted ? found : found.where('deleted_at', 'is', null)).executeTakeFirst();
}

/** Who has a username already, whatever its case. */
export async function holderOf(db: Db, username: string): Promise<EntryRow | undefined> {
  return db
    .selectFrom('directory_entry')
    .selectAll()
    .where('username_key', '=', keyOf(username))
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** By name; `after` is the id of the last one seen. */
export async function listEntries(
  db: Db,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<EntryRow[]> {
  let found = db.selectFrom('directory_entry').selectAll().where('deleted_at', 'is', null);
  if (after !== undefined)
    found = found.where(
      sql<boolean>`(lower(display_name), id) > (select lower(display_name), id from directory_entry where id = ${after})`,
    );
  return found
    .orderBy(sql`lower(display_name)`)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function allEntries(db: Db): Promise<EntryRow[]> {
  return db
    .selectFrom('directory_entry')
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy(sql`lower(display_name)`)
    .orderBy('id')
    .execute();
}

/** Whether there is anybody whom callers may ask for. */
export function anybodyEnabled(db: Db) {
  return expressionBuilder<Schema>().exists(
    db
      .selectFrom('directory_entry')
      .select('id')
      .where('deleted_at', 'is', null)
      .where('enabled', '=', asInIndex(true)),
  );
}

/** Another text after every change: rows never go, and every change counts a version up. */
export async function directoryRevision(db: Db): Promise<string> {
  const { rows, versions } = await db
    .selectFrom('directory_entry')
    .select((of) => [of.fn.countAll().as('rows'), of.fn.sum('version').as('versions')])
    .executeTakeFirstOrThrow();
  return `${rows}-${versions}`;
}

export async function addEntries(
  db: Db,
  entries: readonly WrittenEntry[],
  now: Date,
): Promise<EntryRow[]> {
  const added: EntryRow[] = [];
  for (let n = 0; n < entries.length; n += CHUNK) {
    const values = entries.slice(n, n + CHUNK).map((entry) => ({
      id: randomUUID(),
      ...columnsOf(entry),
      version: 1,
      created_at: now,
      updated_at: now,
      deleted_at: null,
    }));
    const rows = db.insertInto('directory_entry').values(values).returningAll();
    added.push(...(await rows.execute()));
  }
  return added;
}

/** Undefined: somebody else was quicker, and nothing is changed. */
export async function changeEntry(
  db: Db,
  { id, version }: Pick<EntryRow, 'id' | 'version'>,
  change: WrittenEntry | { deleted_at: Date | null },
  now: Date,
): Promise<EntryRow | undefined> {
  const set = 'deleted_at' in change ? change : columnsOf(change);
  return db
    .updateTable('directory_entry')
    .set({ ...set, version: version + 1, updated_at: now })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
}

/** What an import did. */
export interface ImportCounts {
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
}

/** The directory becomes these entries: who has the same username stays the same entry. */
export async function replaceEntries(
  tx: Tx,
  entries: readonly WrittenEntry[],
  now: Date,
): Promise<ImportCounts> {
  await sql`lock table directory_entry in share row exclusive mode`.execute(tx);
  const before = new Map((await allEntries(tx)).map((row) => [row.username_key, row]));
  const fresh: WrittenEntry[] = [];
  const others: (EntryRow & { written: WrittenEntry })[] = [];
  for (const entry of entries) {
    const row = before.get(keyOf(entry.username));
    before.delete(keyOf(entry.username));
    if (!row) fresh.push(entry);
    else if (!isSame(row, entry)) others.push({ ...row, written: entry });
  }
  const gone = [...before.values()].map(({ id }) => id);
  for (let n = 0; n < gone.length; n += CHUNK)
    await tx
      .updateTable('directory_entry')
      .set({ deleted_at: now, updated_at: now, version: sql<number>`version + 1` })
      .where('id', 'in', gone.slice(n, n + CHUNK))
      .execute();
  await overwrite(tx, others, now);
  await addEntries(tx, fresh, now);
  const [added, changed, removed] = [fresh.length, others.length, gone.length];
  return { added, changed, removed, unchanged: entries.length - added - changed };
}

/** Many at once: the embedded database serves nobody else meanwhile. */
async function overwrite(
  tx: Tx,
  rows: readonly (EntryRow & { written: WrittenEntry })[],
  now: Date,
): Promise<void> {
  for (let n = 0; n < rows.length; n += CHUNK) {
    const values = rows.slice(n, n + CHUNK).map(({ written, ...row }) => ({
      ...row,
      ...columnsOf(written),
      version: row.version + 1,
      updated_at: now,
    }));
    await tx
      .insertInto('directory_entry')
      .values(values)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((of) => ({
          display_name: of.ref('excluded.display_name'),
          username: of.ref('excluded.username'),
          transfer_mode: of.ref('excluded.transfer_mode'),
          mailbox: of.ref('excluded.mailbox'),
          aliases: of.ref('excluded.aliases'),
          enabled: of.ref('excluded.enabled'),
          version: of.ref('excluded.version'),
          updated_at: of.ref('excluded.updated_at'),
        })),
      )
      .execute();
  }
}

/** Whether there never was an entry: a deleted one counts. */
export async function neverFilled(db: Db): Promise<boolean> {
  const any = await db.selectFrom('directory_entry').select('id').limit(1).executeTakeFirst();
  return any === undefined;
}

export const keyOf = (username: string) => username.toLowerCase();

function columnsOf(entry: WrittenEntry) {
  const { display_name, username, transfer_mode, mailbox = null, aliases = [], enabled } = entry;
  const username_key = keyOf(username);
  return {
    display_name,
    username,
    username_key,
    transfer_mode,
    mailbox,
    aliases: JSON.stringify(aliases),
    enabled,
  };
}

function isSame(row: EntryRow, entry: WrittenEntry): boolean {
  const { aliases, ...columns } = columnsOf(entry);
  return (
    JSON.stringify(row.aliases) === aliases &&
    Object.entries(columns).every(([name, value]) => row[name as keyof typeof columns] === value)
  );
}
