import {
  DisconnectReason,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { within } from '../../config/within.ts';
import type { LivekitAccess } from '../../stack/livekit-access.ts';
import { Ear } from './ear.ts';
import { pressKeys } from './keys.ts';
import type { PhoneLeg } from './leg.ts';
import { Mouth } from './mouth.ts';
import { joinAsPhone, leaveRoom, type LeaveReason, type PhoneParticipant } from './phone-room.ts';
import { loseConnection } from './lost-connection.ts';
import { Seen } from './seen.ts';
import { subscriptionsOf } from './subscriptions.ts';
import type { HumTone } from './tones.ts';

const LEAVE_LIMIT_MS = 30_000;

export function phoneLeg(
  access: LivekitAccess,
  who: PhoneParticipant,
  sip_call_id: string,
): PhoneLeg {
  const [room, mouth, ear] = [new Room(), new Mouth(), new Ear()];
  const subscriptions = subscriptionsOf(access, room, who);
  const keys = new Seen<string>();
  let hum: HumTone | null = null;
  let isActive = false;
  let leaving: Promise<void> | undefined;
  let leftFor: LeaveReason | undefined;
  let over = (_reason: string): void => undefined;
  const left = new Promise<string>((resolve) => {
    over = (reason) => {
      over = () => undefined;
      ear.close();
      void mouth.close();
      resolve(leftFor ?? reason);
    };
    room.once(RoomEvent.Disconnected, (reason) => {
      over(DisconnectReason[reason]);
    });
  });
  const answered = signalled(left);
  const connected = signalled(left);
  room
    .on(RoomEvent.TrackSubscribed, (track) => {
      if (track.kind === TrackKind.KIND_AUDIO) ear.add(track);
      connected.now();
    })
    .on(RoomEvent.TrackUnsubscribed, (track) => {
      ear.drop(track);
    })
    .on(RoomEvent.DtmfReceived, (_code, digit) => {
      if (isActive) keys.add(digit);
    });
  const unlessOver = (fault: unknown): void => {
    if (room.isConnected) throw fault;
  };
  const setAttributes = async (attributes: Record<string, string>): Promise<void> => {
    await room.localParticipant?.setAttributes(attributes).catch(unlessOver);
  };
  const leave = async (reason: LeaveReason): Promise<void> => {
    if (room.isConnected) leftFor = reason;
    const leaving = async (): Promise<void> => {
      if (reason === 'CLIENT_INITIATED') await setAttributes({ 'sip.callStatus': 'hangup' });
      await leaveRoom(room, reason);
    };
    await within(leaving(), LEAVE_LIMIT_MS, 'To leave the room');
    // Of a leave with a reason the client library tells another one, or nothing, now and then.
    over(reason);
  };
  return {
    room: who.room,
    identity: who.identity,
    sip_call_id,
    left,
    active: answered.promise,
    connected: connected.promise,
    isActive: () => isActive,
    join: async () => {
      await joinAsPhone(access, room, who);
      mouth.open();
      const options = new TrackPublishOptions({
        source: TrackSource.SOURCE_MICROPHONE,
        dtx: false,
      });
      await room.localParticipant?.publishTrack(mouth.track, options);
    },
    participantId: () => room.localParticipant?.sid ?? '',
    setAttributes,
    subscribe: () => subscriptions.everything(),
    answer: async (attributes = {}) => {
      isActive = true;
      ear.open();
      mouth.hum(hum);
      await setAttributes({ ...attributes, 'sip.callStatus': 'active' });
      answered.now();
    },
    leave: (reason) => (leaving ??= leave(reason)),
    ring: () => ear.ring(),
    ringInRoom: () => mouth.ring(),
    attributes: () => room.localParticipant?.attributes ?? {},
    // Before the answer a telephone's microphone is not connected to anything.
    speak: (sound) => (isActive ? mouth.speak(sound) : Promise.resolve()),
    hum: (tone) => {
      hum = tone;
      if (isActive) mouth.hum(hum);
    },
    heard: () => ear.tape.recording(),
    position_ms: () => ear.tape.length_ms,
    untilPosition: (position_ms) => ear.tape.untilLength(position_ms),
    untilSound: (wait) => ear.tape.untilSound(wait),
    untilSilence: (silence_ms, wait) => ear.tape.untilSilence(silence_ms, wait),
    press: (digits) => pressKeys(room, digits).catch(unlessOver),
    digits: () => keys.all.join(''),
    untilDigits: async (n) => {
      await keys.until(n);
      return keys.all.join('');
    },
    hearKeys: (digits) => {
      for (const digit of digits) keys.add(digit);
    },
    lose: (what) => loseConnection(room, what),
    hangUp: () => (leaving ??= leave('CLIENT_INITIATED')),
  };
}

/** A promise that `now` resolves, and that the end of the call rejects. */
function signalled(left: Promise<string>): { promise: Promise<void>; now: () => void } {
  let now = (): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    now = resolve;
    void left.then((reason) => {
      reject(new Error(`The call was over before (${reason})`));
    });
  });
  promise.catch(() => undefined);
  return { promise, now };
}
