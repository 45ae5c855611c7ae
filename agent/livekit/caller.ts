import type { JobContext } from '@livekit/agents';
import {
  DisconnectReason,
  ParticipantKind,
  type RemoteParticipant,
  type Room,
  RoomEvent,
  TrackKind,
} from '@livekit/rtc-node';
import { within } from '../../config/within.ts';
import type { Leg } from '../../call/transfer-policy.ts';
import type { Channel } from '../../protocol/names.ts';
import type { StreamCaller } from '../../protocol/session.ts';
import { SIP, sipHeaders, untilActive, untilIdentified } from './sip-leg.ts';

/** Who calls, on which channel, and by which leg. */
export interface Caller {
  readonly identity: string;
  readonly channel: Channel;
  readonly leg: Leg;
  readonly caller_id?: string;
  /** The number that was called. */
  readonly did?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Until then a telephone still rings, and nothing that is said would be heard. */
  readonly active?: Promise<void>;
}

/** The caller of the `lk` console: there is no room, only this machine's microphone. */
export const CONSOLE_CALLER: Caller = {
  identity: 'console',
  channel: 'console',
  leg: { sip: false },
};

/** Milliseconds within which a caller must join the room that was made for the call. */
const JOIN_LIMIT_MS = 60_000;
/** Milliseconds in which a caller whose connection broke may come back. */
const RETURN_LIMIT_MS = 30_000;
/** Reasons that say that somebody went, and not that a connection broke. */
const WENT: readonly DisconnectReason[] = [
  DisconnectReason.CLIENT_INITIATED,
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.PARTICIPANT_REMOVED,
  DisconnectReason.USER_REJECTED,
  DisconnectReason.USER_UNAVAILABLE,
];

/** Waits for the first participant that is not an agent. Rejects when nobody comes in time. */
export async function waitForCaller(ctx: JobContext, signal: AbortSignal): Promise<Caller> {
  const caller = await within(ctx.waitForParticipant(), JOIN_LIMIT_MS, 'Waiting for the caller');
  if (caller.kind !== ParticipantKind.SIP) {
    return { identity: caller.identity, channel: 'web', leg: { sip: false } };
  }
  await untilIdentified(ctx.room, caller, signal);
  return sipCaller(ctx.room, caller, 'sip_inbound', signal);
}

/** The caller who is in the room already, as somebody else has met them. */
export function callerAt(
  room: Room,
  there: RemoteParticipant,
  channel: Channel,
  signal: AbortSignal,
): Caller {
  if (there.kind === ParticipantKind.SIP) return sipCaller(room, there, channel, signal);
  return { identity: there.identity, channel, leg: { sip: false } };
}

/** Whether a caller can be heard now: a page's visitor may have no microphone, or have muted it. */
export function canBeHeard(room: Room, identity: string): boolean {
  const published = room.remoteParticipants.get(identity)?.trackPublications.values() ?? [];
  return [...published].some(({ kind, muted }) => kind === TrackKind.KIND_AUDIO && !muted);
}

/** Waits for the caller whom the telephony gateway brings in. Rejects when nobody comes in time. */
export async function waitForStream(ctx: JobContext, stream: StreamCaller): Promise<Caller> {
  const { identity, channel, caller_id, did, headers } = stream;
  await within(ctx.waitForParticipant(identity), JOIN_LIMIT_MS, 'Waiting for the caller');
  return {
    identity,
    channel,
    leg: { sip: false },
    ...(caller_id && { caller_id }),
    ...(did && { did }),
    ...(headers && { headers }),
  };
}

/** The caller of a SIP leg, from the attributes that the bridge gives its participant. */
export function sipCaller(
  room: Room,
  leg: RemoteParticipant,
  channel: Channel,
  signal: AbortSignal,
): Caller {
  const { attributes, identity } = leg;
  const [caller_id, did] = [attributes[SIP.caller], attributes[SIP.called]];
  return {
    identity,
    channel,
    leg: { sip: true, trunk: attributes[SIP.trunk] ?? null },
    ...(caller_id && { caller_id }),
    ...(did && { did }),
    headers: sipHeaders(attributes),
    active: untilActive(room, leg, signal),
  };
}

/** What a caller's participant does to a call. */
export interface CallerWatch {
  /** Hung up, or a broken connection did not come back within its time. */
  readonly gone: (how: 'hung_up' | 'connection_lost') => void;
  readonly pressed: (digit: string) => void;
  /** Headers of the INVITE that came after the join. */
  readonly headers: (headers: Readonly<Record<string, string>>) => void;
}

/** Watches the caller's participant, and nobody else's. Returns the function that stops it. */
export function watchCaller(room: Room, caller: Caller, watch: CallerWatch): () => void {
  const { identity, leg, channel } = caller;
  const streamed = channel === 'websocket' || channel === 'exotel';
  let timer: NodeJS.Timeout | undefined;
  const left = (participant: RemoteParticipant) => {
    if (participant.identity !== identity) return;
    const { disconnectReason } = participant;
    if (streamed && disconnectReason === DisconnectReason.USER_UNAVAILABLE) {
      // The gateway's word for a platform whose line is lost.
      watch.gone('connection_lost');
    } else if (disconnectReason !== undefined && WENT.includes(disconnectReason))
      watch.gone('hung_up');
    else timer = setTimeout(watch.gone, RETURN_LIMIT_MS, 'connection_lost');
  };
  const joined = (participant: RemoteParticipant) => {
    if (participant.identity === identity) clearTimeout(timer);
  };
  const pressed = (_code: number, digit: string, participant?: RemoteParticipant) => {
    if (participant?.identity === identity) watch.pressed(digit);
  };
  const changed = (attributes: Record<string, string>, participant: { identity: string }) => {
    const headers = sipHeaders(attributes);
    const ours = participant.identity === identity && Object.keys(headers).length > 0;
    if (ours) watch.headers(headers);
  };
  room.on(RoomEvent.ParticipantDisconnected, left);
  room.on(RoomEvent.ParticipantConnected, joined);
  room.on(RoomEvent.DtmfReceived, pressed);
  room.on(RoomEvent.ParticipantAttributesChanged, changed);
  // What happened before anybody looked: a page may come back, a telephone has hung up.
  const there = room.remoteParticipants.get(identity);
  if (there) changed(there.attributes, there);
  else if (leg.sip) setImmediate(watch.gone, 'hung_up');
  else timer = setTimeout(watch.gone, RETURN_LIMIT_MS, 'connection_lost');
  return () => {
    clearTimeout(timer);
    room.off(RoomEvent.ParticipantDisconnected, left);
    room.off(RoomEvent.ParticipantConnected, joined);
    room.off(RoomEvent.DtmfReceived, pressed);
    room.off(RoomEvent.ParticipantAttributesChanged, changed);
  };
}
