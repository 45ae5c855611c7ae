import type { LocalParticipant } from 'livekit-client';

/** While somebody is asked whether they take the call, the caller may send no keys and no text. */
export function isOnHold({ permissions }: LocalParticipant): boolean {
  return permissions?.canPublishData === false;
}
