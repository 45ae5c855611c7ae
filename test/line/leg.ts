import type { SoundWait } from '../live/page-recorder.ts';
import type { Recording, Sound } from '../live/pcm.ts';

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
  /** Everything heard so far, silence included; nothing before the answer. */
  readonly heard: () => Recording;
  readonly position_ms: () => number;
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
  readonly hangUp: () => Promise<void>;
}
