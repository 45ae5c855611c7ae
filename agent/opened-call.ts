import type { SessionBundle } from '../protocol/bundle.ts';
import type { DisconnectedBy } from '../protocol/call-event.ts';
import type { OpenCallRequest } from '../protocol/session.ts';
import type { Call } from './call.ts';
import { EarlyLease } from './early-lease.ts';
import { EventSpool } from './event-spool.ts';
import { letGo } from './leaving.ts';
import type { Caller } from './livekit/caller.ts';
import { openCall } from './opening.ts';

/** A call that is opened, and held from then on. */
export interface Opened {
  readonly bundle: SessionBundle;
  readonly lease: EarlyLease;
}

/** A call that somebody has answered, and the caller in it. */
export interface Answered extends Opened {
  readonly caller: Caller;
}

/** Nobody is there to talk to; the call that was opened ends in the record too. */
export async function giveUp(
  call: Call,
  bundle: SessionBundle,
  disconnected_by: DisconnectedBy,
  detail: string,
): Promise<void> {
  const { session_id, epoch } = bundle;
  const post = call.backend.postEvents.bind(call.backend, session_id);
  const spool = new EventSpool(epoch, post, call.report);
  const { character, channel, taken_over } = bundle;
  if (!taken_over) spool.record({ type: 'call_started', character: character.slug, channel });
  spool.record({ type: 'call_ended', disconnected_by, detail });
  await spool.close(LAST_EVENTS_MS);
  await letGo(call, 'error');
}

/** Milliseconds an ending waits for the last events to be stored. */
export const LAST_EVENTS_MS = 10_000;

/** Opens a call at the backend and holds it. Throws where it was refused, or not to be had in time. */
export async function open(call: Call, request: OpenCallRequest): Promise<Opened> {
  const { backend, over, report } = call;
  const bundle = await openCall(backend, request, over.signal);
  return { bundle, lease: new EarlyLease(backend, bundle, report, over.signal) };
}
