import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { countEnabled } from './directory.ts';
import type { Db } from './store.ts';
import { refusedRefers } from './trunks.ts';

/** What a bundle says of the house around a call. */
export interface HouseNow {
  /** Enabled entries of the directory, as far as they are counted. */
  readonly entries: number;
  /** Trunks that refused a REFER, and when. */
  readonly refer_refused: Record<string, string>;
}

/** In one query: each call asks for it. */
export async function houseNow(db: Db, now: Date): Promise<HouseNow> {
  const { entries, refused } = await db
    .selectNoFrom([
      countEnabled(db).as('entries'),
      jsonArrayFrom(refusedRefers(db, now)).as('refused'),
    ])
    .executeTakeFirstOrThrow();
  return {
    entries: Number(entries),
    refer_refused: Object.fromEntries(
      refused.map(({ trunk, at }) => [trunk, new Date(at).toISOString()]),
    ),
  };
}
