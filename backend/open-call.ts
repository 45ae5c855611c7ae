import { headersIn } from '../call/headers.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { OpenCallRequest } from '../protocol/session.ts';
import type { AppDeps } from './app-deps.ts';
import { turnedAway } from './let-in.ts';
import { isRefusal, type Refusal } from './problem.ts';
import { bundleTag, sessionBundle } from './session-bundle.ts';
import { takenOver } from './taken-over.ts';
import { characterAt, newestVersion, primaryFor } from './store/character-versions.ts';
import { deriveOne } from './store/events.ts';
import { LEASE_MS } from './recovery/lease-times.ts';
import { houseNow } from './store/house.ts';
import { lockOpening } from './store/call-limit.ts';
import { grantLease } from './store/leases.ts';
import {
  addOpening,
  addSession,
  holdCallOf,
  holdSession,
  type SessionRow,
} from './store/sessions.ts';
import type { Tx } from './store/store.ts';

export interface OpenedCall {
  bundle: SessionBundle;
  tag: string;
}

/**
 * Opens a call or takes it over: one epoch on, whoever held it before is out. The call goes on with
 * the character that its events say is speaking. Without a session one is made.
 */
export function openCall(deps: AppDeps, request: OpenCallRequest): Promise<OpenedCall | Refusal> {
  return deps.store.transaction(async (tx) => {
    const session = await sessionOf(tx, deps, request);
    if (isRefusal(session)) return session;
    const begins = session.epoch === 0;
    const { path, ended_at } = await deriveOne(tx, session);
    if (ended_at !== null) return { refused: 'call_over', because: 'The call has ended.' };
    const slug = path.at(-1) ?? session.first_character;
    const cast = await deps.casts.of(tx, slug, session);
    if (!cast) return { refused: 'unknown_character', because: `There is no ${slug}.` };
    const { character } = cast.lead;
    if (begins && !character.enabled)
      return { refused: 'character_disabled', because: `${slug} is off.` };
    const taken_over = await takenOver(tx, session, character);
    const now = deps.now();
    const opened = await addOpening(tx, session, slug, now, request.caller);
    // A console has no room that another worker could come into.
    if (opened.channel !== 'console')
      await grantLease(tx, opened, new Date(now.getTime() + LEASE_MS));
    const derived = await deriveOne(tx, opened);
    const call = { session: opened, derived, ...(await houseNow(tx, now)) };
    const bundle = await sessionBundle(tx, call, cast, deps);
    return { bundle: { ...bundle, taken_over }, tag: bundleTag(cast, call) };
  });
}

async function sessionOf(
  tx: Tx,
  deps: AppDeps,
  request: OpenCallRequest,
): Promise<SessionRow | Refusal> {
  if (request.session_id === undefined) return newSession(tx, deps, request);
  const session = await holdSession(tx, request.session_id);
  if (!session) return { refused: 'unknown_session', because: 'There is no such session.' };
  if (session.room === request.room) return admitted(tx, deps, session);
  // A worker in another room would get this caller's data.
  const errors = [{ path: 'room', expected: 'the room of this session' }];
  return { refused: 'bad_request', because: 'The session belongs to another room.', errors };
}

/** Only a call that begins can be turned away: whoever takes one over goes on with it. */
async function admitted(tx: Tx, deps: AppDeps, session: SessionRow): Promise<SessionRow | Refusal> {
  if (session.epoch > 0) return session;
  await lockOpening(tx);
  return (await turnedAway(tx, deps, session.channel)) ?? session;
}

async function newSession(
  tx: Tx,
  deps: AppDeps,
  request: OpenCallRequest,
): Promise<SessionRow | Refusal> {
  const { room, channel, caller_id, did, caller: caller_identity } = request;
  // Before anybody looks: what opened the same call in this moment is seen.
  await lockOpening(tx);
  const again = caller_identity && (await holdCallOf(tx, room, caller_identity));
  // Hazard: a backend that dies after it has stored a call never answers, and the worker asks again.
  if (again) return again;
  const pin = await newestVersion(tx);
  const primary = request.character === undefined && did !== undefined;
  const answering = primary
    ? await primaryFor(tx, did, pin, deps.dialing.called_numbers)
    : undefined;
  const slug = answering?.character.slug ?? request.character ?? deps.frontDesk;
  const found = answering ?? (await characterAt(tx, slug, pin));
  if (!found) return { refused: 'unknown_character', because: `There is no ${slug}.` };
  const { workspace, enabled } = found.character;
  if (!enabled) return { refused: 'character_disabled', because: `${slug} is off.` };
  const away = await turnedAway(tx, deps, channel);
  if (away) return away;
  const headers = lettingIn(deps, request.headers ?? {});
  const session = { workspace, channel, room, first_character: slug, pin, caller_id, did, headers };
  return addSession(tx, { ...session, caller_identity }, deps.now());
}

/** The audit line of what stayed outside has names only; values are in no log. */
function lettingIn({ dialing, log }: AppDeps, came: Record<string, string>) {
  const { passed, held } = headersIn(came, dialing.headers);
  const names = Object.keys(passed);
  if (names.length + held.length > 0) {
    log.info({ passed: names, held: held.map(printable) }, 'Headers of an INVITE were sifted.');
  }
  return passed;
}

const printable = (name: string) => name.slice(0, 64).replace(/[^\x21-\x7e]/g, '?');
