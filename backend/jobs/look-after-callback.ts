import { change, type CallbackRow } from '../store/callbacks.ts';
import { dropUnopened, findSession, holdSession, type SessionRow } from '../store/sessions.ts';
import type { CallbackDeps } from './callback-deps.ts';
import { placeAgain, settleByAbsence, type Again } from './callback-outcome.ts';

/** How long a worker has to open a call, and between two looks at one that is open. */
export const OPEN_WITHIN_MS = 120_000;

export type LookDeps = Pick<CallbackDeps, 'store' | 'livekit' | 'now'>;

/**
 * A call was placed, or was about to be when somebody died, and nobody has said what became of it.
 * Throws when the store or the server does not answer; then it is looked at again.
 * @param settled whether workers have had the time to report what this backend had missed
 */
export async function lookAfter(
  deps: LookDeps,
  callback: CallbackRow,
  settled: boolean,
): Promise<void> {
  const { store, livekit } = deps;
  const id = callback.placed_session_id ?? '';
  const session = await store.run((db) => findSession(db, id));
  if (!session) {
    await withdraw(deps, callback, undefined, { because: 'lost', free: true });
    return;
  }
  if (session.epoch > 0) return lookAfterOpen(deps, callback, session, settled);
  if (callback.state === 'placed') {
    const because = 'No worker took the call.';
    // A worker that has just opened it goes on with it.
    if (await withdraw(deps, callback, session, { because })) await livekit.endRoom(session.room);
    return;
  }
  if (await livekit.dispatched(session.room)) return keepPlaced(deps, callback);
  await withdraw(deps, callback, session, { because: 'No worker could be asked.', free: true });
}

async function lookAfterOpen(
  deps: LookDeps,
  callback: CallbackRow,
  session: SessionRow,
  settled: boolean,
): Promise<void> {
  const present = await deps.livekit.present(session.room);
  const empty = present.every((one) => one.is === 'stream');
  // A worker opens the call before it is in the room.
  const open_ms = deps.now().getTime() - (session.started_at?.getTime() ?? 0);
  const over = empty && settled && open_ms >= OPEN_WITHIN_MS && callback.state === 'placed';
  if (!over) return keepPlaced(deps, callback);
  await deps.store.transaction(async (tx) => {
    const held = await holdSession(tx, session.session_id);
    if (held) await settleByAbsence(tx, callback, held, deps.now());
  });
}

async function keepPlaced({ store, now }: LookDeps, callback: CallbackRow): Promise<void> {
  const at = now();
  const set = { state: 'placed' as const, look_at: new Date(at.getTime() + OPEN_WITHIN_MS) };
  await store.run((db) => change(db, { seen: callback, set }, at));
}

/**
 * Takes a call back that no worker has opened. Its session goes, so that a worker who comes late
 * finds none and does not dial; then the callback waits again, and everything is asked anew. False: a
 * worker has opened it meanwhile.
 */
async function withdraw(
  { store, now }: LookDeps,
  callback: CallbackRow,
  session: SessionRow | undefined,
  again: Omit<Again, 'due_at'>,
): Promise<boolean> {
  const at = now();
  return store.transaction(async (tx) => {
    if (session && !(await dropUnopened(tx, session.session_id))) return false;
    await placeAgain(tx, callback, { ...again, due_at: at }, at);
    return true;
  });
}
