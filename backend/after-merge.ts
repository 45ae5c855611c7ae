import { createHash } from 'node:crypto';
import { type AttemptEvents, attemptsOf } from '../call/transfer-attempts.ts';
import { staysInRoom } from '../call/verdict.ts';
import type { CallEvent } from '../protocol/call-event.ts';
import type { AppDeps } from './app-deps.ts';
import { recordEvents } from './record-events.ts';
import { countOwn, deriveOne, listEvents, unendedTransfers } from './store/events.ts';
import { findSession, type SessionRow } from './store/sessions.ts';
import type { Db } from './store/store.ts';

type Deps = Pick<AppDeps, 'store' | 'livekit' | 'log' | 'now' | 'webhooks' | 'callbacks'>;

/** Milliseconds that a worker has to leave. One that is stuck keeps nobody in a silent room. */
const WORKER_LEAVES_MS = 30_000;
/** Milliseconds for which the end of a merged call is looked for: longer than two people talk, and than we are away. */
const LOOKED_BACK_MS = 30 * 86_400_000;

/** A call whose two sides talk to each other. */
interface MergedCall {
  session: SessionRow;
  /** Epoch ms. */
  merged_at: number;
  /** Somebody at the desk has the caller; the worker stays, to have the caller back. */
  at_desk: boolean;
  /** Whether its end is stored. */
  ended: boolean;
}

/** Finds the call that is looked at. */
type Find = (db: Db) => Promise<SessionRow | undefined>;

/**
 * After a merge the worker leaves, so nobody is there to end the call. The one side that is alone
 * is put out, and the end of the call is stored once. Safe to repeat.
 * @param gone `sid` of a participant that has just left, whatever the server still lists
 */
export async function closeMergedCall(deps: Deps, find: Find, gone?: string): Promise<void> {
  const call = await mergedCall(deps, find);
  if (!call) return;
  const { session_id, room } = call.session;
  const present = (await deps.livekit.present(room)).filter((one) => one.sid !== gone);
  const people = present.filter((one) => one.is === 'person');
  if (people.length > 1) return;
  const leaving = deps.now().getTime() - call.merged_at < WORKER_LEAVES_MS;
  if ((leaving || call.at_desk) && present.some((one) => one.is === 'agent')) return;
  if (people.length === 1) {
    await deps.livekit.endRoom(room);
    deps.log.info({ session_id }, 'One side of a merged call was alone; its room was ended.');
  }
  if (call.ended) return;
  // Hazard: its worker may have said how it ended while the server was asked who is there.
  await recordEvents(deps, session_id, async (tx, session) => {
    if ((await deriveOne(tx, session)).ended_at !== null) return [];
    return [endOf(call, await countOwn(tx, session_id), deps.now())];
  });
}

/** Looks at each merged call whose end nobody has stored: it may have come while we were away. */
export async function closeMergedCalls(deps: Deps): Promise<void> {
  const since = new Date(deps.now().getTime() - LOOKED_BACK_MS);
  for (const id of await deps.store.run((db) => unendedTransfers(db, since)))
    await closeMergedCall(deps, (db) => findSession(db, id)).catch((fault: unknown) => {
      deps.log.warn({ session_id: id, fault }, 'A merged call could not be looked at.');
    });
}

async function mergedCall(deps: Deps, find: Find): Promise<MergedCall | undefined> {
  return deps.store.run(async (db) => {
    const session = await find(db);
    if (!session) return undefined;
    const events = await listEvents(db, session.session_id);
    const merged = mergeIn(events);
    if (!merged) return undefined;
    const { ended_at } = await deriveOne(db, session);
    const at_desk = merged.evidence.execution === 'desk';
    const merged_at = Date.parse(merged.at);
    return { session, merged_at, at_desk, ended: ended_at !== null };
  });
}

/** The person was dialled into the caller's room and has answered; the worker has left, or is about to. */
export function mergeIn(events: readonly CallEvent[]): AttemptEvents['judged'] {
  const merged = attemptsOf(events).find(
    ({ stands, judged }) =>
      stands &&
      judged !== null &&
      ['bridged', 'human_answered'].includes(judged.verdict) &&
      staysInRoom(judged.evidence.execution),
  );
  return merged?.judged ?? null;
}

/** The backend's own event; its id comes from the call, so a second one is the same one. */
function endOf({ session, at_desk }: MergedCall, seq: number, now: Date): CallEvent {
  return {
    id: uuidOf(`${session.session_id}:merged call ended`),
    epoch: 0,
    seq,
    at: now.toISOString(),
    type: 'call_ended',
    disconnected_by: at_desk ? 'transfer_to_agent' : 'transfer',
  };
}

/** A UUID made of a hash (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return [...parts, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
