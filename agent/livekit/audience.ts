import type { LocalParticipant } from '@livekit/rtc-node';

/** What of the SDK's private way to the native library is used. */
interface Ffi {
  request(message: { message: { case: string; value: object } }): unknown;
}

/**
 * Who may hear the tracks of one of our own participants: those named, or everybody (null). The
 * server keeps to it whatever anybody subscribes to, also after a connection has resumed, and for
 * people who have not joined yet.
 *
 * Hazard: rtc-node (0.13.35) has no public method for it; its native request has. A test goes red
 * when that way is gone. Throws then.
 */
export function onlyHeardBy(
  participant: LocalParticipant,
  identities: readonly string[] | null,
): void {
  const ffi = (globalThis as { _ffiClientInstance?: Ffi })._ffiClientInstance;
  if (!ffi)
    throw new Error('rtc-node has no native client: nobody can be kept from hearing a track.');
  ffi.request({
    message: {
      case: 'setTrackSubscriptionPermissions',
      value: {
        localParticipantHandle: participant.ffi_handle.handle,
        allParticipantsAllowed: identities === null,
        permissions: (identities ?? []).map((participantIdentity) => ({
          participantIdentity,
          allowAll: true,
        })),
      },
    },
  });
}
