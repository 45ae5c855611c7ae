import { EventEmitter, once } from 'node:events';
import { THRESHOLD, WINDOW_MS, windowLevels } from '../live/audible.ts';
import type { SoundWait } from '../live/page-recorder.ts';
import type { Recording } from '../live/pcm.ts';

/** Hertz of everything that goes over the telephone. */
export const LINE_RATE = 8_000;

const FIRST_LENGTH = 60 * LINE_RATE;

/** The call ended before what was waited for. */
export class CallOverError extends Error {
  override readonly name = 'CallOverError';
}

/** A mix of what is heard, from a first moment on; what is not written is silence. */
export class Tape {
  readonly #startedAt = Date.now();
  readonly #start = performance.now();
  readonly #levels: number[] = [];
  readonly #grown = new EventEmitter().setMaxListeners(0);
  #mix = new Int16Array(FIRST_LENGTH);
  #length = 0;
  #ended = false;

  /** The present moment as a position in samples. */
  get now(): number {
    return Math.floor(((performance.now() - this.#start) * LINE_RATE) / 1000);
  }

  get length_ms(): number {
    return (this.#length / LINE_RATE) * 1000;
  }

  /** Adds sound; before the end of the tape nothing can be added any more. */
  add(at: number, pcm: Int16Array): void {
    this.#reserve(at + pcm.length);
    for (let index = Math.max(0, this.#length - at); index < pcm.length; index += 1) {
      const sum = (this.#mix[at + index] ?? 0) + (pcm[index] ?? 0);
      this.#mix[at + index] = Math.max(-32_768, Math.min(32_767, sum));
    }
  }

  /** The tape is final up to here. */
  growTo(samples: number): void {
    const window = (LINE_RATE * WINDOW_MS) / 1000;
    const end = Math.floor(samples / window) * window;
    if (end <= this.#length) return;
    this.#reserve(end);
    this.#levels.push(...windowLevels(this.#mix.subarray(this.#length, end), LINE_RATE));
    this.#length = end;
    this.#grown.emit('grown');
  }

  /** Nothing more will be heard. */
  end(): void {
    this.#ended = true;
    this.#grown.emit('grown');
  }

  recording(): Recording {
    const pcm = this.#mix.slice(0, this.#length);
    return { pcm, rate: LINE_RATE, startedAt: this.#startedAt };
  }

  soundAfter(after_ms: number): number | null {
    const from = Math.ceil(after_ms / WINDOW_MS);
    const window = this.#levels.findIndex((level, at) => at >= from && level >= THRESHOLD);
    return window < 0 ? null : window * WINDOW_MS;
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

  /** Looks again whenever the tape has grown. Rejects at the limit. */
  async until(
    look: (after_ms: number) => number | null,
    { after_ms = this.length_ms, limit_ms = 60_000 }: SoundWait,
  ): Promise<number> {
    const signal = AbortSignal.timeout(limit_ms);
    for (;;) {
      const found = look(after_ms);
      if (found !== null) return found;
      if (this.#ended) throw new CallOverError(this.#missing(after_ms));
      await once(this.#grown, 'grown', { signal }).catch((cause: unknown) => {
        throw new Error(`${this.#missing(after_ms)} (limit ${limit_ms} ms)`, { cause });
      });
    }
  }

  #missing(after_ms: number): string {
    const heard = this.soundAfter(0) === null ? 'no sound at all' : 'some sound';
    const [from, length] = [Math.round(after_ms), Math.round(this.length_ms)];
    return `Not heard on the line after ${from} ms; the leg has ${length} ms and ${heard}`;
  }

  #reserve(samples: number): void {
    if (samples <= this.#mix.length) return;
    const longer = new Int16Array(Math.max(samples, this.#mix.length * 2));
    longer.set(this.#mix);
    this.#mix = longer;
  }
}
