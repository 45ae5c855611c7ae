import type { DisconnectedBy } from '../../protocol/call-event.ts';
import { mergeIn } from '../after-merge.ts';
import type { LiveKit } from '../livekit.ts';
import { ownEvents } from '../own-event.ts';
import { recordEvents, type Recording } from '../record-events.ts';
import { entryOfCall } from '../store/desk.ts';
import { deriveOne, listEvents, type StoredEvent } from '../store/events.ts';
import { dropLease, findDue, findLease, setDue } from '../store/leases.ts';
import type { SessionRow } from '../store/sessions.ts';
import type { Logger } from '../../config/log.ts';
import { lostEvents, wasPutThrough } from './call-lost.ts';

/** Milliseconds that a worker has who was asked: its process starts, and it opens the call. */
const ASK_AGAIN_MS = 15_000;
/** Milliseconds until a call is looked at again where nothing could be done for it now. */
const LOOK_AGAIN_MS = 3000;
/** How often the caller is looked for, and how often a worker is asked. */
const CALLER_LOOKS = 3;
const ASKS = 6;

export interface RecoveryDeps extends Recording {
  livekit: Pick<LiveKit, 'dispatch' | 'endRoom' | 'whoIsThere' | 'clearFor'>;
  log: Logger;
}

/** A call that nobody holds. */
interface Lost {
  session: SessionRow;
  events: readonly StoredEvent[];
  /** How many times it was looked at since its worker was lost. */
  looks: number;
}

/**
 * Takes up one call whose worker is gone (B12): another one is asked, or the call is ended in the
 * record. False: there is none. Several backends on one store may do this side by side.
 */
export async function recoverNext(deps: RecoveryDeps): Promise<boolean> {
  const due = await deps.store.run((db) => findDue(db, deps.now()));
  if (!due) return false;
  const lost = await takeUp(deps, due.session_id);
  if (lost) await recover(deps, lost);
  return true;
}

/** Holds the call while it is decided whose it is: whoever comes second finds that it is not due. */
async function takeUp(deps: RecoveryDeps, session_id: string): Promise<Lost | undefined> {
  let lost: Lost | undefined;
  await recordEvents(deps, session_id, async (tx, session) => {
    const now = deps.now();
    const lease = await findLease(tx, session_id);
    if (!lease || lease.due_at > now) return [];
    const events = await listEvents(tx, session_id);
    const merge = mergeIn(events);
    const { ended_at } = await deriveOne(tx, session);
    if (ended_at !== null || (merge && merge.evidence.execution !== 'desk')) {
      // Caller and person go on without us.
      await dropLease(tx, session_id);
      return [];
    }
    const with_person = (await entryOfCall(tx, session_id))?.state === 'connected';
    const looks = with_person ? 0 : lease.asked + 1;
    const wait_ms = with_person ? LOOK_AGAIN_MS : ASK_AGAIN_MS;
    const due_at = new Date(now.getTime() + wait_ms);
    await setDue(tx, session_id, { due_at, asked: looks, stream: null });
    if (with_person) return [];
    lost = { session, events, looks };
    return looks > 1 ? [] : ownEvents(tx, session_id, lostEvents(session, events), now);
  });
  return lost;
}

async function recover(deps: RecoveryDeps, lost: Lost): Promise<void> {
  const { livekit, log } = deps;
  const { session, looks } = lost;
  const { session_id, room, caller_identity: caller, channel, epoch } = session;
  const about = { session_id, epoch, looks };
  // A look that told nothing is none; once a worker may have been asked, it counts.
  let counted = looks - 1;
  try {
    const next = await nextStep(livekit, lost);
    if (next !== 'ask') counted = looks;
    if (next === 'look_again') await lookAgain(deps, session_id, looks);
    else if (next === 'ask' && caller !== null) {
      if (looks === 1) await livekit.clearFor(room, caller);
      counted = looks;
      await livekit.dispatch(room, { session_id, resume: { caller, channel } });
      log.warn(about, 'A worker was lost; another one is asked to go on with its call.');
    } else if (typeof next === 'object') {
      log.warn({ ...about, ...next }, 'A call whose worker was lost is ended.');
      await end(deps, session, next);
    }
  } catch (fault) {
    const more = { ...about, fault };
    log.error(more, 'A call without a worker could not be looked at.');
    await lookAgain(deps, session_id, counted);
  }
}

interface End {
  disconnected_by: DisconnectedBy;
  detail: string;
}

async function nextStep(
  livekit: RecoveryDeps['livekit'],
  { session: { room, caller_identity: caller }, events, looks }: Lost,
): Promise<'look_again' | 'wait' | 'ask' | End> {
  if (caller === null) return { disconnected_by: 'worker_lost', detail: 'caller_unknown' };
  const there = await livekit.whoIsThere(room, caller);
  if (!there.caller) {
    if (looks < CALLER_LOOKS) return 'look_again';
    return { disconnected_by: endOfAbandoned(events), detail: 'caller_left' };
  }
  if (looks > ASKS) return { disconnected_by: 'worker_lost', detail: 'nobody_took_over' };
  // Whoever has come into the room since is about to open the call.
  return looks > 1 && there.agent ? 'wait' : 'ask';
}

/** The call of somebody at the desk is over with them, whoever of the two has gone. */
function endOfAbandoned(events: readonly StoredEvent[]): DisconnectedBy {
  if (mergeIn(events)?.evidence.execution === 'desk') return 'transfer_to_agent';
  return wasPutThrough(events) ? 'transfer' : 'worker_lost';
}

function lookAgain({ store, now }: RecoveryDeps, session_id: string, asked: number): Promise<void> {
  const due_at = new Date(now().getTime() + LOOK_AGAIN_MS);
  return store.run((db) => setDue(db, session_id, { due_at, asked }));
}

/** The one end of a call that nobody goes on with; unless a worker has come after all. */
async function end(
  deps: RecoveryDeps,
  { session_id, room, epoch }: SessionRow,
  { disconnected_by, detail }: End,
): Promise<void> {
  const ended = await recordEvents(deps, session_id, async (tx, session) => {
    if (session.epoch !== epoch || !(await findLease(tx, session_id))) return [];
    const said = { type: 'call_ended', disconnected_by, detail } as const;
    return ownEvents(tx, session_id, [said], deps.now());
  });
  if (ended?.accepted) await deps.livekit.endRoom(room);
}
