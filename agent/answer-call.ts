import { randomUUID } from 'node:crypto';
import { judge } from '../call/verdict.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { DisconnectedBy } from '../protocol/call-event.ts';
import type { JobMetadata, OpenCallRequest, StreamCaller } from '../protocol/session.ts';
import type { Call } from './call.ts';
import { EventSpool } from './event-spool.ts';
import { letGo } from './leaving.ts';
import { livekitKeys } from './livekit-keys.ts';
import {
  type Caller,
  CONSOLE_CALLER,
  sipCaller,
  waitForCaller,
  waitForStream,
} from './livekit/caller.ts';
import { createDialer } from './livekit/trunk.ts';
import { joined } from './livekit/until-room.ts';
import { openCall } from './opening.ts';

/** A call that somebody has answered, and the caller in it. */
export interface Answered {
  readonly bundle: SessionBundle;
  readonly caller: Caller;
}

/**
 * Joins the room and opens the call at the backend, side by side where the session is known. Null
 * when a number was dialled that did not answer: that call is over. Rejects when it could not be
 * opened.
 */
export async function answerCall(call: Call, metadata: JobMetadata): Promise<Answered | null> {
  const { ctx } = call;
  const room = ctx.job.room?.name ?? 'console';
  if (ctx.isFakeJob) {
    const bundle = await open(call, { room, channel: 'console' });
    await ctx.connect();
    return { bundle, caller: CONSOLE_CALLER };
  }
  if (metadata.dial !== undefined) return dialOut(call, room, metadata, metadata.dial);
  if (metadata.session_id !== undefined) return fromPage(call, room, metadata.session_id);
  if (metadata.stream !== undefined) return fromStream(call, room, metadata.stream);
  await ctx.connect();
  const caller = await waitForCaller(ctx, call.over.signal);
  const channel = caller.leg.sip && metadata.attach ? 'sip_attach' : caller.channel;
  const { caller_id, did, headers } = caller;
  const bundle = await open(call, {
    room,
    channel,
    ...(caller_id && { caller_id }),
    ...(did && { did }),
    ...(headers && { headers }),
  });
  return { bundle, caller: { ...caller, channel } };
}

async function fromPage(call: Call, room: string, session_id: string): Promise<Answered | null> {
  const opening = open(call, { session_id, room, channel: 'web' });
  opening.catch(() => undefined);
  await call.ctx.connect();
  const bundle = await opening;
  try {
    return { bundle, caller: await waitForCaller(call.ctx, call.over.signal) };
  } catch (fault) {
    call.report('Nobody came into the room of a page.', fault);
    await giveUp(call, bundle, 'caller', 'never_joined');
    return null;
  }
}

/** A caller whom the telephony gateway brings in: who calls is known before anybody joins. */
async function fromStream(
  call: Call,
  room: string,
  stream: StreamCaller,
): Promise<Answered | null> {
  const { channel, caller_id, did, headers } = stream;
  const facts = {
    ...(caller_id && { caller_id }),
    ...(did && { did }),
    ...(headers && { headers }),
  };
  const opening = open(call, { room, channel, ...facts });
  opening.catch(() => undefined);
  await call.ctx.connect();
  const bundle = await opening;
  try {
    return { bundle, caller: await waitForStream(call.ctx, stream) };
  } catch (fault) {
    call.report('Nobody came into the room of a stream.', fault);
    await giveUp(call, bundle, 'caller', 'never_joined');
    return null;
  }
}

/** The first word of a call out waits for its answer. */
async function dialOut(
  call: Call,
  room: string,
  { session_id }: JobMetadata,
  number: string,
): Promise<Answered | null> {
  const { ctx, report, over } = call;
  const opening = open(call, { ...(session_id && { session_id }), room, channel: 'sip_outbound' });
  opening.catch(() => undefined);
  await ctx.connect();
  const bundle = await opening;
  const { dialing } = bundle.transfer;
  const dialer = createDialer({ keys: livekitKeys(call.env), room: ctx.room, dialing, report });
  const identity = `sip_${randomUUID()}`;
  const since = performance.now();
  // A worker that is stopped does not leave a telephone ringing into an empty room.
  let waiting = true;
  ctx.addShutdownCallback(async () => {
    if (waiting) await dialer.letGo(identity);
  });
  const answer = await dialer.dial(number, `Phone ${number}`, identity);
  waiting = false;
  const leg = answer.accepted ? await joined(ctx.room, identity, over.signal) : undefined;
  if (leg) {
    const caller = sipCaller(ctx.room, leg, 'sip_outbound', over.signal);
    return { bundle, caller: { ...caller, identity } };
  }
  const answered_after_ms = performance.now() - since;
  const evidence = {
    ...answer,
    execution: 'dial_in',
    leg_present: true,
    answered_after_ms,
  } as const;
  await giveUp(call, bundle, 'error', answer.accepted ? 'caller_left' : judge(evidence));
  return null;
}

/** Nobody is there to talk to; the call that was opened ends in the record too. */
async function giveUp(
  call: Call,
  bundle: SessionBundle,
  disconnected_by: DisconnectedBy,
  detail: string,
): Promise<void> {
  const { session_id, epoch } = bundle;
  const post = call.backend.postEvents.bind(call.backend, session_id);
  const spool = new EventSpool(epoch, post, call.report);
  spool.record({ type: 'call_started', character: bundle.character.slug, channel: bundle.channel });
  spool.record({ type: 'call_ended', disconnected_by, detail });
  await spool.close(LAST_EVENTS_MS);
  await letGo(call, 'error');
}

/** Milliseconds an ending waits for the last events to be stored. */
export const LAST_EVENTS_MS = 10_000;

const open = (call: Call, request: OpenCallRequest) =>
  openCall(call.backend, request, call.over.signal);
