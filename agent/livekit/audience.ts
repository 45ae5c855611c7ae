import type { LocalParticipant } from '@livekit/rtc-node';
import { nativeRequest } from '../../config/native-client.ts';

/**
 * Who may hear the tracks of one of our own participants: those named, or everybody (null). The
 * server keeps to it whatever anybody subscribes to, also after a connection has resumed, and for
 * people who have not joined yet. Throws where it cannot be asked for.
 */
export function onlyHeardBy(
  participant: LocalParticipant,
  identities: readonly string[] | null,
): void {
  nativeRequest('setTrackSubscriptionPermissions', {
    localParticipantHandle: participant.ffi_handle.handle,
    allParticipantsAllowed: identities === null,
    permissions: (identities ?? []).map((participantIdentity) => ({
      participantIdentity,
      allowAll: true,
    })),
  });
}
