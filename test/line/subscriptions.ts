import { RoomEvent, TrackKind, type RemoteTrackPublication, type Room } from '@livekit/rtc-node';
import { RoomServiceClient, ServerError } from 'livekit-server-sdk';
import type { LivekitAccess } from '../../stack/livekit-access.ts';
import type { PhoneParticipant } from './phone-room.ts';

/** What a leg asks the server to hear, and when: as livekit-sip's room.go and its SDK do. */
export interface Subscriptions {
  /** Every audio track there is now and each later one. Resolves when the server has the request. */
  readonly everything: () => Promise<void>;
}

/*
 * It asks through the server's API and not by its own `setSubscribed`: whatever that has asked for,
 * heard or not, rtc-node asks for again after a resume, and the bridge only for what it has heard.
 */
export function subscriptionsOf(
  { url, key, secret }: LivekitAccess,
  room: Room,
  who: PhoneParticipant,
): Subscriptions {
  const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret);
  const heard = new Set<string>();
  let wantsEverything = false;
  let sid: string | undefined;

  const ask = async (sids: readonly string[]): Promise<void> => {
    if (sids.length === 0) return;
    await rooms
      .updateSubscriptions(who.room, who.identity, [...sids], true)
      .catch((fault: unknown) => {
        const isOver = fault instanceof ServerError && fault.status === 404;
        if (room.isConnected && !isOver) throw fault;
      });
  };
  const audio = (): string[] =>
    [...room.remoteParticipants.values()]
      .flatMap(({ trackPublications }) => [...trackPublications.values()])
      .filter(({ kind }) => kind === TrackKind.KIND_AUDIO)
      .map(sidOf);
  const again = async (): Promise<void> => {
    const isResumed = room.localParticipant?.sid === sid;
    sid = room.localParticipant?.sid;
    if (isResumed) await ask(audio().filter((one) => heard.has(one)));
    else if (wantsEverything) await ask(audio());
  };
  room
    .on(RoomEvent.TrackPublished, (track) => {
      if (wantsEverything && track.kind === TrackKind.KIND_AUDIO) void ask([sidOf(track)]);
    })
    .on(RoomEvent.TrackSubscribed, (_track, publication) => heard.add(sidOf(publication)))
    .on(RoomEvent.Reconnecting, () => (sid = room.localParticipant?.sid))
    .on(RoomEvent.Reconnected, () => void again());
  return {
    everything: () => {
      wantsEverything = true;
      return ask(audio());
    },
  };
}

function sidOf({ sid }: RemoteTrackPublication): string {
  return sid ?? '';
}
