import type { ExpressionBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { CallEvent } from '../../protocol/call-event.ts';
import { ofType } from '../../call/timeline.ts';
import { inOrder } from '../../protocol/event-order.ts';
import { Sound } from '../../protocol/sound.ts';
import { deriveCall, DERIVING_TYPES, type DerivedCall, type Opening } from '../derive-call.ts';
import { asInIndex } from './as-in-index.ts';
import type { Schema } from './schema.ts';
import { isOneOf, type SessionRow } from './sessions.ts';
import type { Db } from './store.ts';

export type StoredEvent = CallEvent & { late: boolean };

/** How loud a call was is no part of what happened in it. */
export const UNTOLD = 'sound' satisfies CallEvent['type'];

/** A call's timeline. Its order is `inOrder`'s alone: the query says none. */
export async function listEvents(db: Db, session_id: string): Promise<StoredEvent[]> {
  const rows = await db
    .selectFrom('call_event')
    .select(['body', 'late'])
    .where('session_id', '=', session_id)
    .where('type', '!=', UNTOLD)
    .execute();
  return inOrder(rows.map((row) => ({ ...row.body, late: row.late })));
}

/** How loud a call was. */
export async function listSound(db: Db, session_id: string): Promise<Sound[]> {
  const rows = await db
    .selectFrom('call_event')
    .select('body')
    .where('session_id', '=', session_id)
    .where('type', '=', UNTOLD)
    .execute();
  const events = inOrder(rows.map(({ body }) => body));
  return ofType(events, UNTOLD).map((event) => Sound.parse(event));
}

/** How many of the backend's own events a call has: the `seq` of the next one. */
export async function countOwn(db: Db, session_id: string): Promise<number> {
  const { n } = await db
    .selectFrom('call_event')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('session_id', '=', session_id)
    .where('epoch', '=', 0)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** Ids of calls with a transfer that was judged since then, and whose end is not stored. */
export async function unendedTransfers(db: Db, since: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('call_event as judged')
    .select('judged.session_id')
    .distinct()
    .where('judged.type', '=', asInIndex('transfer_judged'))
    .where('judged.at', '>', since)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('call_event as ended')
            .select('ended.id')
            .whereRef('ended.session_id', '=', 'judged.session_id')
            .where('ended.type', '=', asInIndex('call_ended')),
        ),
      ),
    )
    .execute();
  return rows.map((row) => row.session_id);
}

/** What {@link derivedFrom} is asked with, beside a call: who has opened it, and what was said in it. */
export function derivingParts(call: ExpressionBuilder<Schema, 'call_session'>) {
  return [
    jsonArrayFrom(
      call
        .selectFrom('opening')
        .select(['opening.epoch', 'opening.character'])
        .whereRef('opening.session_id', '=', 'call_session.session_id'),
    ).as('starts'),
    jsonArrayFrom(
      call
        .selectFrom('call_event')
        .select('call_event.body')
        .whereRef('call_event.session_id', '=', 'call_session.session_id')
        .where('call_event.type', 'in', DERIVING_TYPES.map(asInIndex)),
    ).as('said'),
  ] as const;
}

interface DerivingParts {
  readonly starts: readonly Opening[];
  readonly said: readonly { body: CallEvent }[];
}

/** Of a call that was forgotten since somebody read it. */
const FORGOTTEN: DerivingParts = { starts: [], said: [] };

export function derivedFrom(
  { starts, said }: DerivingParts,
  { variables }: SessionRow,
): DerivedCall {
  const events = said.map(({ body }) => body);
  return deriveCall(starts, events, variables);
}

/** What the events say about each of these calls, in one query however many they are. */
export async function deriveCalls(
  db: Db,
  sessions: readonly SessionRow[],
): Promise<Map<string, DerivedCall>> {
  if (sessions.length === 0) return new Map();
  const ids = sessions.map((session) => session.session_id);
  const rows = await db
    .selectFrom('call_session')
    .select('session_id')
    .select(derivingParts)
    .where(isOneOf(ids))
    .execute();
  const parts = new Map(rows.map((row) => [row.session_id, row]));
  return new Map(
    sessions.map((session) => [
      session.session_id,
      derivedFrom(parts.get(session.session_id) ?? FORGOTTEN, session),
    ]),
  );
}

/** The same for one call. */
export async function deriveOne(db: Db, session: SessionRow): Promise<DerivedCall> {
  const parts = await db
    .selectFrom('call_session')
    .select(derivingParts)
    .where('session_id', '=', session.session_id)
    .executeTakeFirst();
  return derivedFrom(parts ?? FORGOTTEN, session);
}
