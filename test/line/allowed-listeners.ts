import type { Room } from '@livekit/rtc-node';
import { ffi, participantHandleOf } from './ffi.ts';

/** Says for all of this participant's tracks, also later ones, who may hear them. */
export function allowOnly(room: Room, identities: readonly string[]): void {
  const value = {
    localParticipantHandle: participantHandleOf(room),
    allParticipantsAllowed: false,
    permissions: identities.map((participantIdentity) => ({ participantIdentity, allowAll: true })),
  };
  ffi().request({ message: { case: 'setTrackSubscriptionPermissions', value } });
}
