import { LINE_RATE } from './tape.ts';

/** ETSI's ringing tone: 425 Hz, one second on, four off. */
const HERTZ = 425;
const ON_S = 1;
const PERIOD_S = 5;
const LEVEL = 8_000;

/** `length` samples of the tone, `from` samples after its beginning. */
export function ringingTone(from: number, length: number): Int16Array {
  return Int16Array.from({ length }, (_, index) => {
    const at_s = (from + index) / LINE_RATE;
    return at_s % PERIOD_S < ON_S ? LEVEL * Math.sin(2 * Math.PI * HERTZ * at_s) : 0;
  });
}
