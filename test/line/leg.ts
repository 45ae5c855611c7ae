import type { SoundWait } from '../live/growing-sound.ts';
import type { Recording, Sound } from '../live/pcm.ts';
import type { Loss } from './lost-connection.ts';
import type { LeaveReason } from './phone-room.ts';
import type { HumTone } from './tones.ts';

/** Somebody at a telephone whose call is a participant of a room. */
export interface Leg {
  readonly room: string;
  readonly identity: string;
  readonly sip_call_id: string;
  /** Resolves when the call is answered; rejects where it ends before. */
  readonly active: Promise<void>;
  /** Resolves with LiveKit's reason when the call is over. */
  readonly left: Promise<string>;
  readonly attributes: () => Readonly<Record<string, string>>;
  /** In real time; resolves when it was said, or the call is over. */
  readonly speak: (sound: Sound) => Promise<void>;
  /** Under all that is said, from the answer on; null ends it. */
  readonly hum: (tone: HumTone | null) => void;
  /** Everything heard so far, silence included; nothing before the answer. */
  readonly heard: () => Recording;
  readonly position_ms: () => number;
  /** Resolves when so much has been heard; rejects where the call ends before. */
  readonly untilPosition: (position_ms: number) => Promise<number>;
  /** Resolves with the position at which sound begins. */
  readonly untilSound: (wait?: SoundWait) => Promise<number>;
  /** Resolves with the position at which sound ended, when `silence_ms` have passed since. */
  readonly untilSilence: (silence_ms: number, wait?: SoundWait) => Promise<number>;
  /** Presses keys, one after the other. */
  readonly press: (digits: string) => Promise<void>;
  /** The keys that somebody in the room pressed towards this telephone. */
  readonly digits: () => string;
  /** Resolves with them as soon as there are `n`. */
  readonly untilDigits: (n: number) => Promise<string>;
  /** Its connection to the room breaks; resolves when it is back. Only the stand-in's does. */
  readonly lose: (what: Loss) => Promise<void>;
  readonly hangUp: () => Promise<void>;
}

/** A leg as the line has it in hand. */
export interface PhoneLeg extends Leg {
  readonly isActive: () => boolean;
  /** Resolves when the microphone is published. */
  readonly join: () => Promise<void>;
  readonly participantId: () => string;
  readonly setAttributes: (attributes: Record<string, string>) => Promise<void>;
  /** Asks for every audio track of the others, now and later; resolves when the server knows. */
  readonly subscribe: () => Promise<void>;
  /** Resolves when a first track of another one arrives. */
  readonly connected: Promise<void>;
  /** The call is answered: from now on the room is heard. */
  readonly answer: (attributes?: Record<string, string>) => Promise<void>;
  readonly hearKeys: (digits: string) => void;
  readonly leave: (reason: LeaveReason) => Promise<void>;
  /** A ringing tone goes to the room until the returned function is called. */
  readonly ringInRoom: () => () => void;
  /** The room gives way to a ringing tone until the returned function is called. */
  readonly ring: () => () => void;
}
