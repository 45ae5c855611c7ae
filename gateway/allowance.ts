/** So many at once, and so many a second for good. */
export interface AllowanceSize {
  readonly at_once: number;
  readonly per_s: number;
}

/** Counts what may happen only so often. */
export class Allowance {
  readonly #size: AllowanceSize;
  readonly #clock: () => number;
  #left: number;
  #since: number;

  constructor(size: AllowanceSize, clock: () => number) {
    this.#size = size;
    this.#clock = clock;
    this.#left = size.at_once;
    this.#since = clock();
  }

  /** Takes one; false where none is left. */
  take(): boolean {
    const now = this.#clock();
    const { at_once, per_s } = this.#size;
    this.#left = Math.min(at_once, this.#left + ((now - this.#since) * per_s) / 1000);
    this.#since = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
