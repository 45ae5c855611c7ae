import type { AudioFrame } from '@livekit/rtc-node';

/** Milliseconds of one look. */
const LOOK_MS = 20;
/** Looks in a row at one pitch that make a beep: 300 ms, longer than a vowel stays on one. */
const LOOKS = 15;
/** Hertz; the tones of answering machines lie between, and so do people's voices. */
const PITCHES = Array.from({ length: 61 }, (_, n) => 350 + n * 25);
/** Share of the sound's energy at one pitch; a voice has overtones. */
const PURE = 0.75;
/** Mean square of a sample of 1, below which a tone is the line's own: −40 dBFS. */
const AUDIBLE = 1e-4;

/** Hears a steady pure tone, as an answering machine gives before it records. */
export class BeepEar {
  #rest = new Int16Array();
  #pitch = 0;
  #looks = 0;

  /** Takes mono audio as it comes; true once a beep is complete. */
  hears({ data, sampleRate }: Pick<AudioFrame, 'data' | 'sampleRate'>): boolean {
    const size = Math.round((sampleRate * LOOK_MS) / 1000);
    // A room's frames may be shorter than a look.
    const sound = Int16Array.of(...this.#rest, ...data);
    let at = 0;
    let found = false;
    for (; at + size <= sound.length; at += size) {
      found = this.#look(sound.subarray(at, at + size), sampleRate) || found;
    }
    this.#rest = sound.subarray(at);
    return found;
  }

  #look(samples: Int16Array, rate: number): boolean {
    const energy = samples.reduce((sum, sample) => sum + (sample / 32768) ** 2, 0);
    const pitch = energy / samples.length < AUDIBLE ? 0 : purePitch(samples, rate, energy);
    const same = pitch !== 0 && Math.abs(pitch - this.#pitch) <= 25;
    this.#looks = pitch === 0 ? 0 : same ? this.#looks + 1 : 1;
    // The pitch that the run began with, so that what glides is none.
    if (!same) this.#pitch = pitch;
    return this.#looks === LOOKS;
  }
}

/** The pitch that holds nearly all of a sound's energy, in hertz; 0 where none does. */
function purePitch(samples: Int16Array, rate: number, energy: number): number {
  let best = 0;
  let most = 0;
  for (const pitch of PITCHES) {
    const power = powerAt(samples, rate, pitch);
    if (power > most) [best, most] = [pitch, power];
  }
  // A sine of power P gives N·P/2 at its own pitch (Goertzel, 1958).
  return (2 * most) / samples.length / energy >= PURE ? best : 0;
}

function powerAt(samples: Int16Array, rate: number, pitch: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * pitch) / rate);
  let [one, two] = [0, 0];
  for (const sample of samples) [one, two] = [sample / 32768 + turn * one - two, one];
  return one * one + two * two - turn * one * two;
}
