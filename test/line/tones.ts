import type { Sound } from '../live/pcm.ts';
import { LINE_RATE } from './tape.ts';

/** ETSI's ringing tone: 425 Hz, one second on, four off. */
const RINGING = { hertz: 425, on_s: 1, period_s: 5 };
const LEVEL = 8_000;

/** `length` samples of the ringing tone, `from` samples after its beginning. */
export function ringingTone(from: number, length: number): Int16Array {
  return Int16Array.from({ length }, (_, index) => {
    const at = from + index;
    const sounds = (at / LINE_RATE) % RINGING.period_s < RINGING.on_s;
    return sounds ? wave(RINGING.hertz, at) : 0;
  });
}

export function tone(hertz: number, length_ms: number): Sound {
  const length = (length_ms * LINE_RATE) / 1000;
  return { pcm: Int16Array.from({ length }, (_, at) => wave(hertz, at)), rate: LINE_RATE };
}

/** A chord without an end. */
export interface HumTone {
  readonly hertz: readonly number[];
  /** Amplitude of each tone, full scale 32768. */
  readonly level?: number;
}

const HUM_LEVEL = 1_000;

/** A hum under a sound that goes by. */
export class Hum {
  tone: HumTone | null = null;
  #at = 0;

  under(frame: Int16Array): Int16Array {
    const [from, { tone }] = [this.#at, this];
    this.#at += frame.length;
    if (!tone) return frame;
    const { hertz, level = HUM_LEVEL } = tone;
    return frame.map((sample, index) => {
      const at = from + index;
      const sum = hertz.reduce((all, one) => all + wave(one, at, level), sample);
      return Math.max(-32_768, Math.min(32_767, sum));
    });
  }
}

function wave(hertz: number, at: number, level = LEVEL): number {
  return level * Math.sin((2 * Math.PI * hertz * at) / LINE_RATE);
}
