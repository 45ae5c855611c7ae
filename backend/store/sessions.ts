import { randomUUID } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { Variables } from '../../protocol/context.ts';
import type { CallSearch } from './call-search.ts';
import { matching } from './call-search.ts';
import type { Channel } from '../../protocol/names.ts';
import type { SessionTable } from './schema.ts';
import type { Db, Tx } from './store.ts';

export type SessionRow = Selectable<SessionTable>;

export interface NewSession {
  workspace: string;
  channel: Channel;
  room: string;
  first_character: string;
  pin: number;
  caller_id?: string | undefined;
  did?: string | undefined;
  caller_identity?: string | undefined;
  headers?: Record<string, string> | undefined;
  verified?: Variables;
  visitor?: Variables;
  variables?: Variables;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function addSession(db: Db, session: NewSession, now: Date): Promise<SessionRow> {
  const { headers = {}, verified = {}, visitor = {}, variables = {}, ...rest } = session;
  return db
    .insertInto('call_session')
    .values({
      ...rest,
      session_id: randomUUID(),
      room: storable(session.room),
      caller_id: storableOrNull(session.caller_id),
      did: storableOrNull(session.did),
      caller_identity: storableOrNull(session.caller_identity),
      headers: JSON.stringify(headers),
      verified: JSON.stringify(verified),
      visitor: JSON.stringify(visitor),
      variables: JSON.stringify(variables),
      user_id: verified['id'] === undefined ? null : storable(String(verified['id'])),
      epoch: 0,
      created_at: now,
      started_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findSession(db: Db, id: string): Promise<SessionRow | undefined> {
  if (!UUID.test(id)) return undefined;
  return db.selectFrom('call_session').selectAll().where('session_id', '=', id).executeTakeFirst();
}

/** One that is known to be there. */
export function getSession(db: Db, id: string): Promise<SessionRow> {
  return db
    .selectFrom('call_session')
    .selectAll()
    .where('session_id', '=', id)
    .executeTakeFirstOrThrow();
}

/**
 * Whether a call is one of these; as one parameter, so that the query is the same for any number of them.
 * As what a query answers, so that its plan is, too: else one for few looks cheaper than the plan that is kept.
 */
export function isOneOf(ids: readonly string[]) {
  const possible = [...new Set(ids)].filter((id) => UUID.test(id));
  return sql<boolean>`call_session.session_id = any((select ${possible}::text[])::text[])`;
}

/** The newest call that a worker has opened in a room. */
export async function sessionInRoom(db: Db, room: string): Promise<SessionRow | undefined> {
  return db
    .selectFrom('call_session')
    .selectAll()
    .where('room', '=', storable(room))
    .where('started_at', 'is not', null)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The call that goes on with this caller in a room, held until the transaction ends. */
export async function holdCallOf(
  tx: Tx,
  room: string,
  caller: string,
): Promise<SessionRow | undefined> {
  return tx
    .selectFrom('call_session')
    .innerJoin('call_lease', 'call_lease.session_id', 'call_session.session_id')
    .selectAll('call_session')
    .where('room', '=', storable(room))
    .where('caller_identity', '=', storable(caller))
    .orderBy('started_at', 'desc')
    .limit(1)
    .forUpdate('call_session')
    .executeTakeFirst();
}

/** A session, held until the transaction ends: openings and batches of one call take turns. */
export async function holdSession(tx: Tx, id: string): Promise<SessionRow | undefined> {
  if (!UUID.test(id)) return undefined;
  return tx
    .selectFrom('call_session')
    .selectAll()
    .where('session_id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** Takes away a session that no worker has opened. False: one has, or there is none. */
export async function dropUnopened(tx: Tx, id: string): Promise<boolean> {
  const dropped = await tx
    .deleteFrom('call_session')
    .where('session_id', '=', id)
    .where('epoch', '=', 0)
    .returning('session_id')
    .executeTakeFirst();
  return dropped !== undefined;
}

/** Gives the call to a new worker: one epoch on. */
export async function addOpening(
  tx: Tx,
  session: SessionRow,
  character: string,
  now: Date,
  caller_identity = session.caller_identity,
): Promise<SessionRow> {
  const epoch = session.epoch + 1;
  const opening = { session_id: session.session_id, epoch, character, opened_at: now };
  await tx.insertInto('opening').values(opening).execute();
  return tx
    .updateTable('call_session')
    .set({
      epoch,
      caller_identity: storableOrNull(caller_identity),
      started_at: session.started_at ?? now,
    })
    .where('session_id', '=', session.session_id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The workers that took a call, and whom each began with. */
export async function listOpenings(db: Db, session_id: string) {
  return db
    .selectFrom('opening')
    .select(['epoch', 'character'])
    .where('session_id', '=', session_id)
    .execute();
}

/** Earlier calls of the same verified user, newest first. */
export async function earlierSessions(
  db: Db,
  session: SessionRow,
  limit: number,
): Promise<SessionRow[]> {
  if (session.user_id === null) return [];
  return db
    .selectFrom('call_session')
    .selectAll()
    .where('workspace', '=', session.workspace)
    .where('user_id', '=', session.user_id)
    .where('session_id', '!=', session.session_id)
    .where('started_at', '<=', session.started_at ?? session.created_at)
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute();
}

/** Where a page of calls ended. */
export interface Cursor {
  started_at: Date;
  session_id: string;
}

/** Calls that a worker has opened, newest first; with `wanted` those that it fits. */
export async function listSessions(
  db: Db,
  limit: number,
  before?: Cursor,
  wanted: CallSearch = {},
): Promise<SessionRow[]> {
  const opened = matching(
    db.selectFrom('call_session').selectAll().where('started_at', 'is not', null),
    wanted,
  );
  const page = before
    ? opened.where((where) =>
        where(
          where.refTuple('started_at', 'session_id'),
          '<',
          where.tuple(before.started_at, before.session_id),
        ),
      )
    : opened;
  return page.orderBy('started_at', 'desc').orderBy('session_id', 'desc').limit(limit).execute();
}

/** Postgres text holds no NUL; better a mark in its place than a call that cannot be opened. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}

function storableOrNull(text: string | null | undefined): string | null {
  return text == null ? null : storable(text);
}
