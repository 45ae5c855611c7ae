import { EventEmitter, once } from 'node:events';
import { THRESHOLD, WINDOW_MS, windowLevels } from './audible.ts';

export interface SoundWait {
  /** Position in the recording (ms) from which on it counts; default: from now. */
  readonly after_ms?: number;
  readonly limit_ms?: number;
}

/** The recording ended before what was waited for. */
export class SoundOverError extends Error {
  override readonly name = 'SoundOverError';
}

/** What a recording that still grows sounds like, and the waits for it. */
export class GrowingSound {
  readonly #levels: number[] = [];
  readonly #grown = new EventEmitter().setMaxListeners(0);
  #ended = false;

  get length_ms(): number {
    return this.#levels.length * WINDOW_MS;
  }

  /** Resolves with the position at which sound begins. */
  untilSound(wait: SoundWait = {}): Promise<number> {
    return this.#until((after_ms) => this.soundAfter(after_ms), wait);
  }

  /** Resolves with the position at which sound ended, when `silence_ms` have passed since. */
  untilSilence(silence_ms: number, wait: SoundWait = {}): Promise<number> {
    return this.#until((after_ms) => this.soundEnd(after_ms, silence_ms), wait);
  }

  /** Resolves when the recording has reached a position. */
  untilLength(length_ms: number, limit_ms?: number): Promise<number> {
    const look = (): number | null => (this.length_ms >= length_ms ? this.length_ms : null);
    return this.#until(look, { ...(limit_ms !== undefined && { limit_ms }) });
  }

  soundAfter(after_ms: number): number | null {
    const levels = this.#levels;
    for (let at = Math.max(0, Math.ceil(after_ms / WINDOW_MS)); at < levels.length; at += 1)
      if ((levels[at] ?? 0) >= THRESHOLD) return at * WINDOW_MS;
    return null;
  }

  soundEnd(after_ms: number, silence_ms: number): number | null {
    const first = this.soundAfter(after_ms);
    if (first === null) return null;
    let end = first / WINDOW_MS;
    for (let at = end; at < this.#levels.length; at += 1) {
      if ((this.#levels[at] ?? 0) >= THRESHOLD) end = at + 1;
      else if ((at + 1 - end) * WINDOW_MS >= silence_ms) return end * WINDOW_MS;
    }
    return null;
  }

  /** Nothing more will be heard. */
  end(): void {
    this.#ended = true;
    this.#grown.emit('grown');
  }

  /** Whole windows only: what is left of one is not counted. */
  protected grow(pcm: Int16Array, rate: number): void {
    this.#levels.push(...windowLevels(pcm, rate));
    this.#grown.emit('grown');
  }

  /** Looks again whenever the recording has grown. Rejects at the limit, and at the end. */
  async #until(
    look: (after_ms: number) => number | null,
    { after_ms = this.length_ms, limit_ms = 60_000 }: SoundWait,
  ): Promise<number> {
    const signal = AbortSignal.timeout(limit_ms);
    for (;;) {
      const found = look(after_ms);
      if (found !== null) return found;
      if (this.#ended) throw new SoundOverError(this.#missing(after_ms));
      await once(this.#grown, 'grown', { signal }).catch((cause: unknown) => {
        throw new Error(`${this.#missing(after_ms)} (limit ${limit_ms} ms)`, { cause });
      });
    }
  }

  #missing(after_ms: number): string {
    const heard = this.soundAfter(0) === null ? 'no sound at all' : 'some sound';
    return `Not heard after ${Math.round(after_ms)} ms; the recording has ${this.length_ms} ms and ${heard}`;
  }
}
