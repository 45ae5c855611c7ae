import type { SqlBool } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { anybodyEnabled } from './directory.ts';
import type { Db } from './store.ts';
import { refusedRefers } from './trunks.ts';

/** What a bundle says of the house around a call. */
export interface HouseNow {
  /** Whether the directory knows anybody whom callers may ask for. */
  readonly has_entries: boolean;
  /** Trunks that refused a REFER, and when. */
  readonly refer_refused: Record<string, string>;
}

/** What {@link houseFrom} is asked with; beside calls, they are one answer for all of them. */
export function houseParts(db: Db, now: Date) {
  return [
    anybodyEnabled(db).as('has_entries'),
    jsonArrayFrom(refusedRefers(db, now)).as('refused'),
  ] as const;
}

interface HouseParts {
  readonly has_entries: SqlBool;
  readonly refused: readonly { trunk: string; at: string | Date }[];
}

export function houseFrom({ has_entries, refused }: HouseParts): HouseNow {
  return {
    has_entries: Boolean(has_entries),
    refer_refused: Object.fromEntries(
      refused.map(({ trunk, at }) => [trunk, new Date(at).toISOString()]),
    ),
  };
}

/** For a call that is asked for alone. */
export async function houseNow(db: Db, now: Date): Promise<HouseNow> {
  return houseFrom(await db.selectNoFrom(houseParts(db, now)).executeTakeFirstOrThrow());
}
