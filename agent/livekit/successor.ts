import { type Participant, ParticipantKind, type Room, RoomEvent } from '@livekit/rtc-node';
import { ATTRIBUTES } from '../../protocol/names.ts';

/**
 * Tells, once, that another worker of a later epoch is in the room: with a backend that cannot be
 * reached the lease is heard of nowhere else. Only an agent counts, which takes the server's secret.
 * Returns the function that stops it.
 */
export function watchSuccessor(
  room: Room,
  epoch: number,
  lost: (epoch_in_force: number) => void,
): () => void {
  let told = false;
  const look = (participant: Pick<Participant, 'kind' | 'attributes'>) => {
    const theirs = Number(participant.attributes[ATTRIBUTES.epoch]);
    if (told || participant.kind !== ParticipantKind.AGENT || !(theirs > epoch)) return;
    told = true;
    lost(theirs);
  };
  const changed = (_attributes: Record<string, string>, participant: Participant) => {
    look(participant);
  };
  room.on(RoomEvent.ParticipantConnected, look);
  room.on(RoomEvent.ParticipantAttributesChanged, changed);
  for (const participant of room.remoteParticipants.values()) look(participant);
  return () => {
    room.off(RoomEvent.ParticipantConnected, look);
    room.off(RoomEvent.ParticipantAttributesChanged, changed);
  };
}
