import type { TimeLeft } from '../call/longest-call.ts';

/** Milliseconds after which a call that could not be ended is looked at again. */
const AGAIN_MS = 5000;

export interface LongestCallPorts {
  /** Somebody else has the caller, or is being found for them: the call is not ours to end. */
  readonly elsewhere: () => boolean;
  /** `left_ms` until the end. Never rejects. */
  readonly warn: (left_ms: number) => Promise<void>;
  readonly sayGoodbye: () => Promise<void>;
  readonly end: () => void;
}

/** Ends a call that has lasted as long as it may, after a warning (`call/longest-call.ts`). */
export class LongestCall {
  readonly #ports: LongestCallPorts;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(ports: LongestCallPorts) {
    this.#ports = ports;
  }

  start({ until_warning, until_end }: TimeLeft): void {
    // Whoever takes over a call in its last minute says it at once; one that is over needs none.
    if (until_end > 0) {
      this.#in(until_warning, () => {
        if (!this.#ports.elsewhere()) void this.#ports.warn(until_end - until_warning);
      });
    }
    this.#in(until_end, () => {
      void this.#isOver();
    });
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #isOver(): Promise<void> {
    if (!this.#ports.elsewhere()) await this.#ports.sayGoodbye();
    if (this.#closed) return;
    // The last words may have led elsewhere.
    if (this.#ports.elsewhere()) this.#in(AGAIN_MS, () => void this.#isOver());
    else this.#ports.end();
  }

  #in(ms: number, act: () => void): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }
}
