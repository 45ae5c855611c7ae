import { asInIndex } from './as-in-index.ts';
import { listEvents, UNTOLD, type StoredEvent } from './events.ts';
import type { SessionRow } from './sessions.ts';
import type { Db } from './store.ts';

export interface PlacedEvent {
  position: number;
  session_id: string;
  event: StoredEvent;
}

/** The place of the newest event of all calls. */
export async function newestPosition(db: Db): Promise<number> {
  const row = await db
    .selectFrom('call_event')
    .select(({ fn }) => fn.max('position').as('position'))
    .executeTakeFirst();
  return Number(row?.position ?? 0);
}

export async function eventsAfter(db: Db, position: number, limit: number): Promise<PlacedEvent[]> {
  const rows = await db
    .selectFrom('call_event')
    .select(['position', 'session_id', 'body', 'late'])
    .where('position', '>', String(position))
    .where('type', '!=', UNTOLD)
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map(({ body, late, session_id, position: at }) => ({
    position: Number(at),
    session_id,
    event: { ...body, late },
  }));
}

/** Calls that began after `since` and go on, newest first; an end of an epoch that is over is none. */
export async function unendedSessions(db: Db, since: Date): Promise<SessionRow[]> {
  return db
    .selectFrom('call_session')
    .selectAll()
    .where('started_at', '>', since)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('call_event as ended')
            .select('ended.id')
            .whereRef('ended.session_id', '=', 'call_session.session_id')
            .where('ended.type', '=', asInIndex('call_ended'))
            .where((ends) =>
              ends.or([
                ends('ended.epoch', '=', 0),
                ends('ended.epoch', '>=', ends.ref('call_session.epoch')),
              ]),
            ),
        ),
      ),
    )
    .orderBy('started_at', 'desc')
    .execute();
}

export async function withEvents(db: Db, sessions: readonly SessionRow[]) {
  const all = [];
  for (const session of sessions)
    all.push({ session, events: await listEvents(db, session.session_id) });
  return all;
}
