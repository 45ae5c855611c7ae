import type { Sound } from '../live/pcm.ts';
import type { Leg } from './leg.ts';
import { SoundOverError } from '../live/growing-sound.ts';
import { tone } from './tones.ts';

const BEEP = { hertz: 1_000, length_ms: 600 };

/** What somebody does who has picked up; the call goes on when it is over. */
export type Person = (leg: Leg) => unknown;

/** Picks up, and says nothing. */
export const silentPerson: Person = () => undefined;

/** A person who is cut off in the middle has done nothing wrong. */
export async function perform(person: Person, leg: Leg): Promise<void> {
  try {
    await person(leg);
  } catch (fault) {
    if (!(fault instanceof SoundOverError)) throw fault;
  }
}

/** Speaks its greeting, beeps, and records until the other side hangs up. */
export function voicemail(greeting: Sound): Person {
  return async (leg) => {
    await leg.speak(greeting);
    await leg.speak(tone(BEEP.hertz, BEEP.length_ms));
  };
}
