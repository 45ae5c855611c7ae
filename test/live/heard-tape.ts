import { GrowingSound } from './growing-sound.ts';
import type { Recording } from './pcm.ts';

/** What somebody has heard who is played frames, one after the other. */
export class HeardTape extends GrowingSound {
  readonly startedAt = Date.now();
  readonly #rate: number;
  #pcm = new Int16Array(0);
  #length = 0;

  constructor(rate: number) {
    super();
    this.#rate = rate;
  }

  add(frame: Int16Array): void {
    if (this.#length + frame.length > this.#pcm.length) {
      const longer = new Int16Array(Math.max(this.#pcm.length * 2, this.#rate * 60));
      longer.set(this.#pcm);
      this.#pcm = longer;
    }
    this.#pcm.set(frame, this.#length);
    this.#length += frame.length;
    this.grow(frame, this.#rate);
  }

  /** What is heard later comes behind it: nothing of it is copied. */
  recording(): Recording {
    const { startedAt } = this;
    return { pcm: this.#pcm.subarray(0, this.#length), rate: this.#rate, startedAt };
  }
}
