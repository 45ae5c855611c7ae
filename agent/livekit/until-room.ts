import { timeLimit } from '../../config/time-limit.ts';
import { type RemoteParticipant, type Room, RoomEvent } from '@livekit/rtc-node';

/** Milliseconds after an answer in which whoever answered must be in the room. */
const JOIN_LIMIT_MS = 3000;

/** What of a room may make a condition true. */
const CHANGES = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackSubscribed,
] as const;

/** Ends when the condition holds in the room. Rejects with the signal's reason. */
export function untilRoom(room: Room, holds: () => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      for (const change of CHANGES) room.off(change, look);
      signal.removeEventListener('abort', abort);
      done();
    };
    const look = () => {
      if (holds()) settle(resolve);
    };
    const abort = () => {
      settle(() => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      });
    };
    for (const change of CHANGES) room.on(change, look);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    else look();
  });
}

/**
 * Whoever has answered a telephone, as soon as the room knows of them: the news that they joined may
 * come after the answer. Undefined where they do not come in time, or `over` aborts.
 */
export async function joined(
  room: Room,
  identity: string,
  over: AbortSignal,
): Promise<RemoteParticipant | undefined> {
  const there = () => room.remoteParticipants.get(identity);
  const limit = timeLimit(JOIN_LIMIT_MS, over);
  await untilRoom(room, () => there() !== undefined, limit).catch(() => undefined);
  return there();
}
