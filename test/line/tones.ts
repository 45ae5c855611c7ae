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

function wave(hertz: number, at: number): number {
  return LEVEL * Math.sin((2 * Math.PI * hertz * at) / LINE_RATE);
}
