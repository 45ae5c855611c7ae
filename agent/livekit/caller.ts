import type { JobContext } from '@livekit/agents';
import { type RemoteParticipant, type Room, RoomEvent } from '@livekit/rtc-node';
import type { Channel } from '../../protocol/names.ts';
import { within } from '../within.ts';

/** Who calls, and on which channel. */
export interface Caller {
  readonly identity: string;
  readonly channel: Channel;
}

/** The caller of the `lk` console: there is no room, only this machine's microphone. */
export const CONSOLE_CALLER: Caller = { identity: 'console', channel: 'console' };

/** Milliseconds within which a caller must join the room that was made for the call. */
const JOIN_LIMIT_MS = 60_000;
/** Milliseconds in which a caller whose connection broke may come back. */
const RETURN_LIMIT_MS = 30_000;

/** Waits for the first participant that is not an agent. Rejects when nobody comes in time. */
export async function waitForCaller(ctx: JobContext): Promise<Caller> {
  const caller = await within(ctx.waitForParticipant(), JOIN_LIMIT_MS, 'Waiting for the caller');
  return { identity: caller.identity, channel: 'web' };
}

/**
 * Tells when the caller is gone for good. A hang-up closes the session by itself; this is for the
 * connection that broke: the caller has a while to come back. Returns the function that stops it.
 */
export function watchCaller(room: Room, identity: string, gone: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const left = (participant: RemoteParticipant) => {
    if (participant.identity === identity) timer = setTimeout(gone, RETURN_LIMIT_MS);
  };
  const joined = (participant: RemoteParticipant) => {
    if (participant.identity === identity) clearTimeout(timer);
  };
  room.on(RoomEvent.ParticipantDisconnected, left);
  room.on(RoomEvent.ParticipantConnected, joined);
  return () => {
    clearTimeout(timer);
    room.off(RoomEvent.ParticipantDisconnected, left);
    room.off(RoomEvent.ParticipantConnected, joined);
  };
}
