import { sql } from 'kysely';
import { asInIndex } from './as-in-index.ts';
import type { Db } from './store.ts';

/** Milliseconds for which a trunk's refusal of a REFER is remembered (B11). */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Trunks that refused a REFER as such less than a day ago and were not forgotten since, and when. */
export function refusedRefers(db: Db, now: Date) {
  const since = new Date(now.getTime() - REMEMBERED_MS);
  const trunk = sql<string>`body->>'trunk'`;
  return db
    .selectFrom('call_event')
    .leftJoin('trunk_forgotten as forgotten', (join) => join.on('forgotten.trunk', '=', trunk))
    .select(['call_event.at', trunk.as('trunk')])
    .where('type', '=', asInIndex('transfer_judged'))
    .where('call_event.at', '>', since)
    .where(trunk, 'is not', null)
    .where((where) =>
      where.or([
        where('forgotten.at', 'is', null),
        where('call_event.at', '>', where.ref('forgotten.at')),
      ]),
    )
    .orderBy('call_event.at');
}

/** Lets a trunk try a REFER again. */
export async function forgetRefusal(db: Db, trunk: string, now: Date): Promise<void> {
  await db
    .insertInto('trunk_forgotten')
    .values({ trunk, at: now })
    .onConflict((conflict) => conflict.column('trunk').doUpdateSet({ at: now }))
    .execute();
}
