import type { DerivedCall } from '../derive-call.ts';
import { derivedFrom, derivingParts } from './events.ts';
import { houseFrom, houseParts, type HouseNow } from './house.ts';
import { isOneOf, type SessionRow } from './sessions.ts';
import type { Db } from './store.ts';

/** A call as it is at one moment. */
export interface CallNow extends HouseNow {
  readonly session: SessionRow;
  readonly derived: DerivedCall;
}

/** Calls by their ids, in one query for all of them. What is no call is left out. */
export async function callsNow(
  db: Db,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, CallNow>> {
  const rows = await db
    .selectFrom('call_session')
    .selectAll()
    .select(derivingParts)
    .select(houseParts(db, now))
    .where(isOneOf(ids))
    .execute();
  return new Map(
    rows.map(({ starts, said, has_entries, refused, ...session }) => [
      session.session_id,
      {
        session,
        derived: derivedFrom({ starts, said }, session),
        ...houseFrom({ has_entries, refused }),
      },
    ]),
  );
}
