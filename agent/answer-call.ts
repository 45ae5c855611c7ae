import { randomUUID } from 'node:crypto';
import { BackendError } from '../call/call-error.ts';
import { judge } from '../call/verdict.ts';
import type { JobMetadata, StreamCaller } from '../protocol/session.ts';
import type { Call } from './call.ts';
import { letGo } from './leaving.ts';
import { livekitKeys } from './livekit-keys.ts';
import {
  type Caller,
  callerAt,
  CONSOLE_CALLER,
  sipCaller,
  waitForCaller,
  waitForStream,
} from './livekit/caller.ts';
import { createDialer } from './livekit/trunk.ts';
import { joined } from './livekit/until-room.ts';
import { type Answered, giveUp, open, type Opened } from './opened-call.ts';

/**
 * Joins the room and opens the call at the backend, side by side where the session is known. Null
 * when a number was dialled that did not answer: that call is over. Rejects when it could not be
 * opened.
 */
export async function answerCall(call: Call, metadata: JobMetadata): Promise<Answered | null> {
  const { ctx } = call;
  const room = ctx.job.room?.name ?? 'console';
  if (ctx.isFakeJob) {
    const opened = await open(call, { room, channel: 'console' });
    await ctx.connect();
    return { ...opened, caller: CONSOLE_CALLER };
  }
  const { session_id, resume } = metadata;
  if (session_id !== undefined && resume) return takeOver(call, room, { session_id, ...resume });
  if (metadata.dial !== undefined) return dialOut(call, room, metadata, metadata.dial);
  if (session_id !== undefined) return fromPage(call, room, session_id);
  if (metadata.stream !== undefined) return fromStream(call, room, metadata.stream);
  await ctx.connect();
  const caller = await waitForCaller(ctx, call.over.signal);
  const channel = caller.leg.sip && metadata.attach ? 'sip_attach' : caller.channel;
  const { identity, caller_id, did, headers } = caller;
  const opened = await open(call, {
    room,
    channel,
    caller: identity,
    ...(caller_id && { caller_id }),
    ...(did && { did }),
    ...(headers && { headers }),
  });
  return { ...opened, caller: { ...caller, channel } };
}

async function fromPage(call: Call, room: string, session_id: string): Promise<Answered | null> {
  const opening = open(call, { session_id, room, channel: 'web' });
  return met(call, opening, () => waitForCaller(call.ctx, call.over.signal));
}

/** Opened while we join; where nobody comes into the room the call is over. */
async function met(
  call: Call,
  opening: Promise<Opened>,
  caller: () => Promise<Caller>,
): Promise<Answered | null> {
  opening.catch(() => undefined);
  await call.ctx.connect();
  const opened = await opening;
  try {
    return { ...opened, caller: await caller() };
  } catch (fault) {
    call.report('Nobody came into the room of a call.', fault);
    await giveUp(call, opened.bundle, 'caller', 'never_joined');
    return null;
  }
}

type Resumed = NonNullable<JobMetadata['resume']> & { readonly session_id: string };

/** Goes on with a call that another worker has lost; its caller is in the room (B12). */
async function takeOver(
  call: Call,
  room: string,
  { session_id, caller: identity, channel }: Resumed,
): Promise<Answered | null> {
  const { ctx, over } = call;
  const opening = open(call, { session_id, room, channel });
  opening.catch(() => undefined);
  await ctx.connect();
  let opened: Opened;
  try {
    opened = await opening;
  } catch (fault) {
    if (!(fault instanceof BackendError) || fault.facts['code'] !== 'call_over') throw fault;
    // The caller has hung up meanwhile, or somebody else has the call.
    await letGo(call, 'worker_lost');
    return null;
  }
  const there = await joined(ctx.room, identity, over.signal);
  if (!there) {
    await giveUp(call, opened.bundle, 'caller', 'during_take_over');
    return null;
  }
  return { ...opened, caller: callerAt(ctx.room, there, channel, over.signal) };
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
  const opening = open(call, { room, channel, caller: stream.identity, ...facts });
  return met(call, opening, () => waitForStream(call.ctx, stream));
}

/** The first word of a call out waits for its answer. */
async function dialOut(
  call: Call,
  room: string,
  { session_id }: JobMetadata,
  number: string,
): Promise<Answered | null> {
  const { ctx, report, over } = call;
  const identity = `sip_${randomUUID()}`;
  const opening = open(call, {
    ...(session_id && { session_id }),
    room,
    channel: 'sip_outbound',
    caller: identity,
  });
  opening.catch(() => undefined);
  await ctx.connect();
  const opened = await opening;
  const { bundle } = opened;
  const { dialing } = bundle.transfer;
  const dialer = createDialer({ keys: livekitKeys(call.env), room: ctx.room, dialing, report });
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
    return { ...opened, caller: { ...caller, identity } };
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
