import { sql, type ExpressionBuilder, type Insertable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { CallEvent, EventReceipt } from '../../protocol/call-event.ts';
import { ofType } from '../../call/timeline.ts';
import { inOrder } from '../../protocol/event-order.ts';
import { Sound } from '../../protocol/sound.ts';
import { deriveCall, DERIVING_TYPES, type DerivedCall, type Opening } from '../derive-call.ts';
import { asInIndex } from './as-in-index.ts';
import type { CallEventTable, Schema } from './schema.ts';
import { getSession, holdFree, holdSession, isOneOf, type SessionRow } from './sessions.ts';
import type { Db, Store, Tx } from './store.ts';

export type StoredEvent = CallEvent & { late: boolean };

/** A call that is held until the transaction ends. */
export interface HeldCall {
  readonly session_id: string;
  readonly epoch: number;
  /** All that is known of it, for whoever has something to do with it: most events only pass. */
  session(): Promise<SessionRow>;
}

/** What is written together with events that are new, or not at all. */
export type Alongside = (tx: Tx, call: HeldCall, added: readonly StoredEvent[]) => Promise<void>;

/** Events that are known only once their call is held; none where there is nothing to tell. */
export type Decide = (tx: Tx, session: SessionRow) => Promise<readonly CallEvent[]>;

interface Batch {
  call: HeldCall;
  events: readonly CallEvent[];
}

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
    const call = { session_id, epoch: session.epoch, session: () => Promise.resolve(session) };
    const [receipt] = await addAll(tx, [{ call, events }], now, alongside);
    return receipt;
  });
}

/** A batch as a worker reports it. */
export interface Report {
  session_id: string;
  events: readonly CallEvent[];
}

/**
 * The same for batches of any calls, with one commit for all of them: all or nothing. Undefined, and
 * nothing of it is stored: there is no such session, or somebody else holds it.
 */
export function addReports(
  store: Store,
  reports: readonly Report[],
  now: Date,
  alongside?: Alongside,
): Promise<(EventReceipt | undefined)[]> {
  return store.transaction(async (tx) => {
    const ids = reports.map(({ session_id }) => session_id);
    const epochs = await holdFree(tx, ids);
    const batches = reports.flatMap(({ session_id, events }) => {
      const epoch = epochs.get(session_id);
      if (epoch === undefined) return [];
      const session = () => getSession(tx, session_id);
      return [{ call: { session_id, epoch, session }, events }];
    });
    const receipts = (await addAll(tx, batches, now, alongside)).values();
    return ids.map((id) => (epochs.has(id) ? receipts.next().value : undefined));
  });
}

async function addAll(
  tx: Tx,
  batches: readonly Batch[],
  now: Date,
  alongside?: Alongside,
): Promise<EventReceipt[]> {
  const rows = batches.flatMap(({ call, events }) =>
    events.map((event) => eventRow(call, event, now)),
  );
  if (rows.length === 0) return [];
  const stored = await tx
    .insertInto('call_event')
    .columns(COLUMNS)
    .expression(rowsOf(rows))
    .onConflict((conflict) => conflict.columns(['session_id', 'id']).doNothing())
    .returning(['session_id', 'id', 'late'])
    .execute();
  const isLate = new Map(stored.map((row) => [keyOf(row.session_id, row.id), row.late]));
  const receipts: EventReceipt[] = [];
  for (const { call, events } of batches) {
    const added = take(isLate, call, events);
    if (added.length > 0) await alongside?.(tx, call, added);
    const late = added.filter((event) => event.late).length;
    receipts.push({ accepted: added.length, duplicates: events.length - added.length, late });
  }
  return receipts;
}

/** The store spells ids in small letters, whatever a worker does. */
const keyOf = (session_id: string, id: string) => JSON.stringify([session_id, id.toLowerCase()]);

/** A batch's events that were stored; of several with one id the first was, which nobody takes again. */
function take(
  isLate: Map<string, boolean>,
  { session_id }: HeldCall,
  events: readonly CallEvent[],
): StoredEvent[] {
  return events.flatMap((event) => {
    const key = keyOf(session_id, event.id);
    const late = isLate.get(key);
    isLate.delete(key);
    return late === undefined ? [] : [{ ...event, late }];
  });
}

type Row = Insertable<CallEventTable>;

const COLUMN_TYPES = {
  session_id: 'text',
  id: 'uuid',
  epoch: 'bigint',
  seq: 'bigint',
  at: 'timestamptz',
  type: 'text',
  late: 'boolean',
  body: 'json',
  received_at: 'timestamptz',
} as const satisfies Record<keyof Row, string>;
const COLUMNS = Object.keys(COLUMN_TYPES) as (keyof Row)[];

/** A parameter for each column, whatever the number of rows. */
function rowsOf(rows: readonly Row[]) {
  const lists = COLUMNS.map((column) => {
    const type = sql.raw(COLUMN_TYPES[column]);
    return sql`${rows.map((row) => row[column])}::${type}[]`;
  });
  return sql<Row>`select * from unnest(${sql.join(lists)})`;
}

/** Epoch 0 is nobody's turn: it is the backend's own and never late. */
function eventRow({ session_id, epoch }: HeldCall, event: CallEvent, now: Date): Row {
  return {
    session_id,
    id: event.id,
    epoch: event.epoch,
    seq: event.seq,
    at: new Date(event.at),
    type: event.type,
    late: event.epoch > 0 && event.epoch < epoch,
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
