import { EventEmitter, once } from 'node:events';
import {
  DisconnectReason,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
  type RemoteParticipant,
} from '@livekit/rtc-node';
import { AccessToken } from 'livekit-server-sdk';
import type { LivekitAccess } from '../../stack/livekit-access.ts';
import type { Sound } from '../live/pcm.ts';
import { allowOnly } from './allowed-listeners.ts';
import { Ear } from './ear.ts';
import { Mouth } from './mouth.ts';
import type { HumTone } from './tones.ts';

const LIMIT_MS = 20_000;

export interface PressedKey {
  readonly digit: string;
  readonly from: string;
}

/** Somebody in the room of a call in the place of a worker: no telephone. */
export interface FakeAgent {
  readonly room: Room;
  readonly ear: Ear;
  /** An audio track of its own, which is what answers an inbound call. */
  readonly publish: () => Promise<void>;
  readonly speak: (sound: Sound) => Promise<void>;
  /** Under all that is said; null ends it. */
  readonly hum: (tone: HumTone | null) => void;
  /** From now on only these hear what is published; the client library has no method for it. */
  readonly allowOnly: (identities: readonly string[]) => void;
  readonly participant: (identity: string) => Promise<RemoteParticipant>;
  readonly untilAttribute: (identity: string, name: string, value: string) => Promise<void>;
  /** The keys that came, as soon as there are `n`. */
  readonly untilKeys: (n: number) => Promise<readonly PressedKey[]>;
  /** Resolves with the reason for which somebody left. */
  readonly untilGone: (identity: string) => Promise<string>;
  readonly leave: () => Promise<void>;
}

export async function joinAsAgent(
  access: LivekitAccess,
  name: string,
  identity = 'agent',
): Promise<FakeAgent> {
  const token = new AccessToken(access.key, access.secret, { identity });
  token.addGrant({ roomJoin: true, room: name, canUpdateOwnMetadata: true });
  const [room, ear, mouth, changed] = [new Room(), new Ear(), new Mouth(), new EventEmitter()];
  const keys: PressedKey[] = [];
  const gone = new Map<string, string>();
  const until = async <T>(look: () => T | null | undefined): Promise<T> => {
    const signal = AbortSignal.timeout(LIMIT_MS);
    for (;;) {
      const found = look();
      if (found !== null && found !== undefined) return found;
      await once(changed, 'changed', { signal });
    }
  };
  const tell = (): void => void changed.emit('changed');
  ear.open();
  room
    .on(RoomEvent.TrackSubscribed, (track) => {
      if (track.kind === TrackKind.KIND_AUDIO) ear.add(track);
    })
    .on(RoomEvent.DtmfReceived, (_code, digit, participant) => {
      keys.push({ digit, from: participant.identity });
      tell();
    })
    .on(RoomEvent.ParticipantDisconnected, ({ identity, disconnectReason }) => {
      gone.set(identity, DisconnectReason[disconnectReason ?? 0] ?? '');
      tell();
    })
    .on(RoomEvent.ParticipantConnected, tell)
    .on(RoomEvent.ParticipantAttributesChanged, tell);
  await room.connect(access.url, await token.toJwt(), { autoSubscribe: true, dynacast: false });
  const attribute = (identity: string, key: string): string | undefined =>
    room.remoteParticipants.get(identity)?.attributes[key];
  return {
    room,
    ear,
    publish: async () => {
      mouth.open();
      const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
      await room.localParticipant?.publishTrack(mouth.track, options);
    },
    speak: (sound) => mouth.speak(sound),
    hum: (tone) => {
      mouth.hum(tone);
    },
    allowOnly: (identities) => {
      allowOnly(room, identities);
    },
    participant: (identity) => until(() => room.remoteParticipants.get(identity)),
    untilAttribute: async (identity, key, value) => {
      await until(() => (attribute(identity, key) === value ? true : null));
    },
    untilKeys: (n) => until(() => (keys.length >= n ? keys : null)),
    untilGone: (identity) => until(() => gone.get(identity)),
    leave: async () => {
      ear.close();
      await room.disconnect();
      await mouth.close();
    },
  };
}
