import { sql } from 'kysely';
import type { Db } from './store.ts';

/** Milliseconds for which a trunk's refusal of a REFER is remembered (B11). */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Trunks that refused a REFER as such less than a day ago and were not forgotten since. */
export async function referRefused(db: Db, now: Date): Promise<Record<string, string>> {
  const since = new Date(now.getTime() - REMEMBERED_MS);
  const rows = await db
    .selectFrom('call_event')
    .select(['at', sql<string>`body->>'trunk'`.as('trunk')])
    .where('type', '=', 'transfer_judged')
    .where('at', '>', since)
    .where(sql<boolean>`body->>'trunk' is not null`)
    .orderBy('at')
    .execute();
  const forgotten = await db.selectFrom('trunk_forgotten').selectAll().execute();
  const after = new Map(forgotten.map(({ trunk, at }) => [trunk, at]));
  return Object.fromEntries(
    rows
      .filter(({ trunk, at }) => at > (after.get(trunk) ?? since))
      .map(({ trunk, at }) => [trunk, at.toISOString()]),
  );
}

/** Lets a trunk try a REFER again. */
export async function forgetRefusal(db: Db, trunk: string, now: Date): Promise<void> {
  await db
    .insertInto('trunk_forgotten')
    .values({ trunk, at: now })
    .onConflict((conflict) => conflict.column('trunk').doUpdateSet({ at: now }))
    .execute();
}
