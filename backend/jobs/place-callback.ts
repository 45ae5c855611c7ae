import { nextOpening } from '../../call/hours.ts';
import { addCallOut, dialable } from '../place-call.ts';
import { isRefusal } from '../problem.ts';
import { callsOutTo } from '../store/callback-limits.ts';
import { change, type CallbackRow } from '../store/callbacks.ts';
import { charactersAt, newestVersion, type CharacterVersion } from '../store/character-versions.ts';
import { deriveOne } from '../store/events.ts';
import { findSession, type SessionRow } from '../store/sessions.ts';
import type { Tx } from '../store/store.ts';
import type { CallbackDeps } from './callback-deps.ts';

/** How long one backend has to ask for a worker: longer than a request to the server may take. */
export const PLACING_MS = 60_000;

/** Calls out to one number within a day, whatever they were for. */
const CALLS_A_DAY = 3;
const DAY_MS = 24 * 60 * 60_000;

export type PlaceDeps = Pick<CallbackDeps, 'dialing' | 'frontDesk' | 'now'>;

export type Placing =
  | { is: 'placing'; callback: CallbackRow; session: SessionRow; number: string }
  /** Nobody is there to speak now, or that number was called often enough today. */
  | { is: 'later'; callback: CallbackRow; due_at: Date }
  | { is: 'failed'; callback: CallbackRow; because: string };

/**
 * Decides about a callback that is due, as things stand now, and writes it: its call has a session
 * before anybody is asked to dial, so that whoever finds it after a crash knows what to look for.
 */
export async function placeDue(tx: Tx, deps: PlaceDeps, callback: CallbackRow): Promise<Placing> {
  const now = deps.now();
  const found = dialable(callback.number, deps.dialing);
  if (isRefusal(found)) return fail(tx, callback, found.because ?? found.refused, now);
  const pin = await newestVersion(tx);
  const { lead, asked_by } = await speaker(tx, callback, deps.frontDesk, pin);
  if (!lead) {
    const because = `${callback.character} is gone or off, and no front desk stands in.`;
    return fail(tx, callback, because, now);
  }
  const due_at = callback.any_hour ? now : opening(lead, asked_by, now);
  if (!due_at) {
    const because = `${lead.character.slug} has no business hours in the next 400 days.`;
    return fail(tx, callback, because, now);
  }
  if (due_at > now) {
    await change(tx, { seen: callback, set: { due_at } }, now);
    return { is: 'later', callback, due_at };
  }
  const again_at = await rested(tx, found.number, now);
  if (again_at > now) {
    // Tomorrow it keeps to the hours again, whoever wanted it at once.
    const set = { due_at: again_at, any_hour: false };
    await change(tx, { seen: callback, set }, now);
    return { is: 'later', callback, due_at: again_at };
  }
  const session = await addSessionOf(tx, callback, { number: found.number, lead, pin }, now);
  const set = {
    state: 'placing' as const,
    attempts: callback.attempts + 1,
    placed_session_id: session.session_id,
    look_at: new Date(now.getTime() + PLACING_MS),
  };
  const placing = (await change(tx, { seen: callback, set }, now)) ?? callback;
  return { is: 'placing', callback: placing, session, number: found.number };
}

/** Who speaks: the one who was asked for, else the workspace's front desk. */
async function speaker(tx: Tx, callback: CallbackRow, frontDesk: string, pin: number) {
  const slugs = [callback.character, frontDesk, callback.asked_by];
  const known = await charactersAt(tx, [...new Set(slugs)], pin);
  const there = (slug: string) =>
    known.find(({ character }) => character.slug === slug && mayCall(character, callback));
  const lead = there(callback.character) ?? there(frontDesk);
  return { lead, asked_by: there(callback.asked_by) };
}

function mayCall(
  { enabled, workspace }: CharacterVersion['character'],
  callback: CallbackRow,
): boolean {
  return enabled && workspace === callback.workspace;
}

/** Hours stand with the character or, as for a rule's target, with the one who sent the caller. */
function opening(
  lead: CharacterVersion,
  asked_by: CharacterVersion | undefined,
  now: Date,
): Date | null {
  const own = lead.character.routing_config?.business_hours;
  const hours = own ?? asked_by?.character.routing_config?.business_hours;
  if (!hours) return now;
  const at = nextOpening(hours, now.getTime());
  return at === null ? null : new Date(at);
}

/** From when on a number may be called. */
async function rested(tx: Tx, number: string, now: Date): Promise<Date> {
  const since = new Date(now.getTime() - DAY_MS);
  const calls = await callsOutTo(tx, number, since, CALLS_A_DAY);
  const first = calls[CALLS_A_DAY - 1];
  return first ? new Date(first.getTime() + DAY_MS) : now;
}

/** The call knows what the earlier one knew, and of whom. */
async function addSessionOf(
  tx: Tx,
  callback: CallbackRow,
  call: { number: string; lead: CharacterVersion; pin: number },
  now: Date,
): Promise<SessionRow> {
  const earlier = await findSession(tx, callback.session_id);
  if (!earlier) return addCallOut(tx, call, now);
  const { verified, visitor } = earlier;
  const { variables } = await deriveOne(tx, earlier);
  return addCallOut(tx, { ...call, variables, verified, visitor }, now);
}

async function fail(tx: Tx, callback: CallbackRow, because: string, now: Date): Promise<Placing> {
  const set = { state: 'failed' as const, last_outcome: because };
  await change(tx, { seen: callback, set }, now);
  return { is: 'failed', callback, because };
}
