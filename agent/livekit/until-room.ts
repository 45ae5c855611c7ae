import { type Room, RoomEvent } from '@livekit/rtc-node';

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
