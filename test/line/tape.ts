import { WINDOW_MS } from '../live/audible.ts';
import { GrowingSound } from '../live/growing-sound.ts';
import type { Recording } from '../live/pcm.ts';

/** Hertz of everything that goes over the telephone. */
export const LINE_RATE = 8_000;

const FIRST_LENGTH = 60 * LINE_RATE;

/** A mix of what is heard, from a first moment on; what is not written is silence. */
export class Tape extends GrowingSound {
  readonly #startedAt = Date.now();
  readonly #start = performance.now();
  #mix = new Int16Array(FIRST_LENGTH);
  #length = 0;

  /** The present moment as a position in samples. */
  get now(): number {
    return Math.floor(((performance.now() - this.#start) * LINE_RATE) / 1000);
  }

  /** The position in samples up to which the tape is final. */
  get length(): number {
    return this.#length;
  }

  /** Adds sound; before the end of the tape nothing can be added any more. */
  add(at: number, pcm: Int16Array): void {
    this.#reserve(at + pcm.length);
    for (let index = Math.max(0, this.#length - at); index < pcm.length; index += 1) {
      const sum = (this.#mix[at + index] ?? 0) + (pcm[index] ?? 0);
      this.#mix[at + index] = Math.max(-32_768, Math.min(32_767, sum));
    }
  }

  /** Takes away what lies beyond a position. */
  cut(from: number): void {
    this.#mix.fill(0, Math.max(from, this.#length));
  }

  /** The tape is final up to here. */
  growTo(samples: number): void {
    const window = (LINE_RATE * WINDOW_MS) / 1000;
    const end = Math.floor(samples / window) * window;
    if (end <= this.#length) return;
    this.#reserve(end);
    const grown = this.#mix.subarray(this.#length, end);
    this.#length = end;
    this.grow(grown, LINE_RATE);
  }

  recording(): Recording {
    const pcm = this.#mix.slice(0, this.#length);
    return { pcm, rate: LINE_RATE, startedAt: this.#startedAt };
  }

  #reserve(samples: number): void {
    if (samples <= this.#mix.length) return;
    const longer = new Int16Array(Math.max(samples, this.#mix.length * 2));
    longer.set(this.#mix);
    this.#mix = longer;
  }
}
