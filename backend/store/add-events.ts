import { sql, type RawBuilder } from 'kysely';
import type { CallEvent, EventReceipt } from '../../protocol/call-event.ts';
import type { StoredEvent } from './events.ts';
import type { CallEventTable } from './schema.ts';
import { getSession, holdSession, isOneOf, type SessionRow } from './sessions.ts';
import type { Store, Tx } from './store.ts';

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

/** A batch as a worker reports it. */
export interface Report {
  session_id: string;
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
    const [receipt] = await addAll(tx, [{ session_id, events }], now, {
      alongside,
      sessionOf: () => Promise.resolve(session),
    });
    return receipt;
  });
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
  return store.transaction((tx) =>
    addAll(tx, reports, now, { alongside, sessionOf: (id) => getSession(tx, id) }),
  );
}

interface Around {
  alongside: Alongside | undefined;
  sessionOf: (session_id: string) => Promise<SessionRow>;
}

async function addAll(
  tx: Tx,
  reports: readonly Report[],
  now: Date,
  { alongside, sessionOf }: Around,
): Promise<(EventReceipt | undefined)[]> {
  const stored = await holdAndStore(tx, reports, now);
  const receipts: (EventReceipt | undefined)[] = [];
  for (const { session_id, events } of reports) {
    const call = stored.get(session_id);
    const added = call && take(call.isLate, events);
    if (added && added.length > 0) {
      const held = { session_id, epoch: call.epoch, session: () => sessionOf(session_id) };
      await alongside?.(tx, held, added);
    }
    receipts.push(added && receiptOf(events, added));
  }
  return receipts;
}

function receiptOf(events: readonly CallEvent[], added: readonly StoredEvent[]): EventReceipt {
  const late = added.filter((event) => event.late).length;
  return { accepted: added.length, duplicates: events.length - added.length, late };
}

/** A batch's events that were stored; of several with one id the first was, which nobody takes again. */
function take(isLate: Map<string, boolean>, events: readonly CallEvent[]): StoredEvent[] {
  return events.flatMap((event) => {
    // The store spells ids in small letters, whatever a worker does.
    const id = event.id.toLowerCase();
    const late = isLate.get(id);
    isLate.delete(id);
    return late === undefined ? [] : [{ ...event, late }];
  });
}

/** The epoch that a call is in, and whether what was stored of it is late, by id. */
interface Stored {
  epoch: number;
  isLate: Map<string, boolean>;
}

/** Holds the calls that nobody else holds, waiting for none, and stores what is new of them. */
async function holdAndStore(
  tx: Tx,
  reports: readonly Report[],
  now: Date,
): Promise<Map<string, Stored>> {
  const { rows } = await holdingAndStoring(reports, now).execute(tx);
  const calls = new Map<string, Stored>();
  for (const { session_id, epoch, id, late } of rows) {
    const call = calls.get(session_id) ?? { epoch, isLate: new Map() };
    calls.set(session_id, call);
    if (id !== null) call.isLate.set(id, late);
  }
  return calls;
}

/** A row for each event that is new; one without any for a call that has none. */
type StoredRow = { session_id: string; epoch: number } & (
  { id: string; late: boolean } | { id: null; late: null }
);

/**
 * One query, since what it takes to ask is a good part of what it takes to store. Epoch 0 is nobody's
 * turn: it is the backend's own and never late.
 */
function holdingAndStoring(reports: readonly Report[], now: Date): RawBuilder<StoredRow> {
  const ids = reports.map(({ session_id }) => session_id);
  return sql<StoredRow>`
    with held as (
      select session_id, epoch from call_session where ${isOneOf(ids)} for update skip locked
    ), stored as (
      insert into call_event (${sql.raw(COLUMNS.join())}, late, received_at)
      select ${sql.raw(COLUMNS.map((column) => `told.${column}`).join())},
        told.epoch > 0 and told.epoch < held.epoch, ${now}
      from unnest(${sql.join(listsOf(reports))})
        with ordinality as told (${sql.raw(COLUMNS.join())}, place)
      join held using (session_id)
      order by told.place
      on conflict (session_id, id) do nothing
      returning session_id, id, late
    )
    select held.session_id, held.epoch, stored.id, stored.late
    from held left join stored using (session_id)`;
}

const COLUMN_TYPES = {
  session_id: 'text',
  id: 'uuid',
  epoch: 'bigint',
  seq: 'bigint',
  at: 'timestamptz',
  type: 'text',
  body: 'json',
} as const satisfies Partial<Record<keyof CallEventTable, string>>;
type Column = keyof typeof COLUMN_TYPES;
const COLUMNS = Object.keys(COLUMN_TYPES) as Column[];

/** A parameter for each column, whatever the number of events. */
function listsOf(reports: readonly Report[]) {
  const rows = reports.flatMap(({ session_id, events }) =>
    events.map((event) => rowOf(session_id, event)),
  );
  return COLUMNS.map(
    (column) => sql`${rows.map((row) => row[column])}::${sql.raw(COLUMN_TYPES[column])}[]`,
  );
}

function rowOf(session_id: string, event: CallEvent): Record<Column, unknown> {
  const { id, epoch, seq, at, type } = event;
  return { session_id, id, epoch, seq, at: new Date(at), type, body: JSON.stringify(event) };
}
