import type { CallEvent, EventReceipt } from '../../protocol/call-event.ts';
import { ofType } from '../../call/timeline.ts';
import { inOrder } from '../../protocol/event-order.ts';
import { Sound } from '../../protocol/sound.ts';
import { deriveCall, DERIVING_TYPES, type DerivedCall } from '../derive-call.ts';
import { holdSession, type SessionRow } from './sessions.ts';
import type { Db, Store, Tx } from './store.ts';

export type StoredEvent = CallEvent & { late: boolean };

/** What is written together with events that are new, or not at all. */
export type Alongside = (
  tx: Tx,
  session: SessionRow,
  added: readonly StoredEvent[],
) => Promise<void>;

/** Events that are known only once their call is held; none where there is nothing to tell. */
export type Decide = (tx: Tx, session: SessionRow) => Promise<readonly CallEvent[]>;

/**
 * Stores a batch, each event once however often it comes; durable when it answers. An event of an
 * epoch that is over is marked late. Undefined: no such session.
 */
export function addEvents(
  store: Store,
  session_id: string,
  batch: readonly CallEvent[] | Decide,
  now: Date,
  alongside?: Alongside,
): Promise<EventReceipt | undefined> {
  return store.transaction(async (tx) => {
    const session = await holdSession(tx, session_id);
    if (!session) return undefined;
    const events = typeof batch === 'function' ? await batch(tx, session) : batch;
    if (events.length === 0) return { accepted: 0, duplicates: 0, late: 0 };
    const rows = events.map((event) => eventRow(session, event, now));
    const added = await tx
      .insertInto('call_event')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['session_id', 'id']).doNothing())
      .returning(['id', 'late'])
      .execute();
    const late = added.filter((row) => row.late).length;
    if (added.length > 0) await alongside?.(tx, session, pick(events, added));
    return { accepted: added.length, duplicates: events.length - added.length, late };
  });
}

/** The events that were stored; of several with one id the first was. */
function pick(
  events: readonly CallEvent[],
  added: readonly { id: string; late: boolean }[],
): StoredEvent[] {
  const late = new Map(added.map((row) => [row.id, row.late]));
  const first = new Map([...events].reverse().map((event) => [event.id, event]));
  return [...first.values()].flatMap((event) => {
    const marked = late.get(event.id);
    return marked === undefined ? [] : [{ ...event, late: marked }];
  });
}

/** Epoch 0 is nobody's turn: it is the backend's own and never late. */
function eventRow(session: SessionRow, event: CallEvent, now: Date) {
  return {
    session_id: session.session_id,
    id: event.id,
    epoch: event.epoch,
    seq: event.seq,
    at: new Date(event.at),
    type: event.type,
    late: event.epoch > 0 && event.epoch < session.epoch,
    body: JSON.stringify(event),
    received_at: now,
  };
}

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
    .where('judged.type', '=', 'transfer_judged')
    .where('judged.at', '>', since)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('call_event as ended')
            .select('ended.id')
            .whereRef('ended.session_id', '=', 'judged.session_id')
            .where('ended.type', '=', 'call_ended'),
        ),
      ),
    )
    .execute();
  return rows.map((row) => row.session_id);
}

/** What the events say about each of these calls, in two queries however many they are. */
export async function deriveCalls(
  db: Db,
  sessions: readonly SessionRow[],
): Promise<Map<string, DerivedCall>> {
  const ids = sessions.map((session) => session.session_id);
  if (ids.length === 0) return new Map();
  const openings = await db
    .selectFrom('opening')
    .select(['session_id', 'epoch', 'character'])
    .where('session_id', 'in', ids)
    .execute();
  const events = await db
    .selectFrom('call_event')
    .select(['session_id', 'body'])
    .where('session_id', 'in', ids)
    .where('type', 'in', DERIVING_TYPES)
    .execute();
  return new Map(
    sessions.map(({ session_id, variables }) => {
      const starts = openings.filter((row) => row.session_id === session_id);
      const said = events.filter((row) => row.session_id === session_id).map((row) => row.body);
      return [session_id, deriveCall(starts, said, variables)];
    }),
  );
}

/** The same for one call. */
export async function deriveOne(db: Db, session: SessionRow): Promise<DerivedCall> {
  const derived = (await deriveCalls(db, [session])).get(session.session_id);
  return derived ?? deriveCall([], [], session.variables);
}
