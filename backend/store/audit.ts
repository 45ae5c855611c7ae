import { sql, type Insertable, type Selectable } from 'kysely';
import type { AuditTable } from './schema.ts';
import { storable } from './sessions.ts';
import type { Db, Tx } from './store.ts';

export type AuditRow = Omit<Selectable<AuditTable>, 'id'> & { id: number };

export async function addAudit(db: Db, entry: Insertable<AuditTable>): Promise<void> {
  const { on, detail } = entry;
  const kept = (text: string | null | undefined) => (text ? storable(text) : null);
  await db
    .insertInto('audit')
    .values({ ...entry, on: kept(on), detail: kept(detail) })
    .execute();
}

/** Newest first. */
export async function listAudit(db: Db, limit: number, before?: number): Promise<AuditRow[]> {
  const all = db.selectFrom('audit').selectAll();
  const page = before === undefined ? all : all.where('id', '<', before);
  const rows = await page.orderBy('id', 'desc').limit(limit).execute();
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** Takes entries away that are older than `until`, and no other ever. How many. */
export async function dropAudit(tx: Tx, until: Date, limit: number): Promise<number> {
  await sql`select set_config('baton.audit_until', ${until.toISOString()}, true)`.execute(tx);
  const old = tx
    .selectFrom('audit')
    .select('id')
    .where('at', '<', until)
    .orderBy('id')
    .limit(limit);
  const { numDeletedRows } = await tx
    .deleteFrom('audit')
    .where('id', 'in', old)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
