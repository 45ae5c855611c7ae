import { ofType } from '../../call/timeline.ts';
import type { CallEvent, DisconnectedBy } from '../../protocol/call-event.ts';
import { anotherWaits, change, placedBy, type CallbackRow } from '../store/callbacks.ts';
import { deriveOne, listEvents } from '../store/events.ts';
import type { SessionRow } from '../store/sessions.ts';
import type { Tx } from '../store/store.ts';

/** Calls that are placed for one request. */
const MAX_ATTEMPTS = 3;
/** Milliseconds until somebody who did not answer is called again. */
const AGAIN_MS = 30 * 60_000;

/**
 * The call that was placed for a callback has ended: it was answered, or is made again. False: it was
 * placed for none.
 */
export async function settleByEnd(tx: Tx, session: SessionRow, now: Date): Promise<boolean> {
  const callback = await placedBy(tx, session.session_id);
  if (!callback) return false;
  const { ended_at, disconnected_by } = await deriveOne(tx, session);
  if (ended_at === null) return false;
  const events = await listEvents(tx, session.session_id);
  const end = ofType(events, 'call_ended').find((event) => event.at === ended_at);
  const answered = putThrough(disconnected_by) || somebodyThere(events);
  const fault = disconnected_by === 'error' ? (end?.detail ?? 'error') : 'no_answer';
  await settle(tx, callback, answered ? null : fault, now);
  return true;
}

/** Nobody is in the room of such a call any more, and its end is not stored. */
export async function settleByAbsence(
  tx: Tx,
  callback: CallbackRow,
  session: SessionRow,
  now: Date,
): Promise<void> {
  const events = await listEvents(tx, session.session_id);
  await settle(tx, callback, somebodyThere(events) ? null : 'worker_lost', now);
}

/** `fault` null: somebody answered. */
async function settle(
  tx: Tx,
  callback: CallbackRow,
  fault: string | null,
  now: Date,
): Promise<void> {
  const { state } = callback;
  if (fault === null) {
    // It may wait again, because its end was long in coming.
    if (state !== 'placing' && state !== 'placed' && state !== 'waiting') return;
    const set = { state: 'done' as const, last_outcome: 'answered', look_at: null };
    await change(tx, { seen: callback, set }, now);
  } else if (state === 'placing' || state === 'placed') {
    await placeAgain(
      tx,
      callback,
      { because: fault, due_at: new Date(now.getTime() + AGAIN_MS) },
      now,
    );
  }
}

export interface Again {
  because: string;
  due_at: Date;
  /** The call was never on its way, so it is no attempt. */
  free?: boolean;
}

/** Lets it wait again, unless it was tried often enough or a newer request waits. */
export async function placeAgain(
  tx: Tx,
  callback: CallbackRow,
  { because, due_at, free = false }: Again,
  now: Date,
): Promise<void> {
  const attempts = free ? callback.attempts - 1 : callback.attempts;
  const any_hour = free && callback.any_hour;
  const set = { attempts, look_at: null, last_outcome: because, any_hour };
  if (attempts >= MAX_ATTEMPTS) {
    await change(tx, { seen: callback, set: { ...set, state: 'failed' } }, now);
  } else if (await anotherWaits(tx, callback)) {
    const last_outcome = `${because}; a newer request waits`;
    await change(tx, { seen: callback, set: { ...set, last_outcome, state: 'cancelled' } }, now);
  } else {
    await change(tx, { seen: callback, set: { ...set, due_at, state: 'waiting' } }, now);
  }
}

/** A person has taken over; what is said then is in no event. */
function putThrough(by: DisconnectedBy | null): boolean {
  return by === 'transfer' || by === 'transfer_to_agent';
}

/** Who lets a machine answer, or nobody, says no word and presses no key. */
function somebodyThere(events: readonly CallEvent[]): boolean {
  const spoke = ofType(events, 'turn').some((turn) => turn.role === 'caller');
  return spoke || ofType(events, 'digits').length > 0;
}
