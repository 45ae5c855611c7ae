import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { THRESHOLD, WINDOW_MS, windowLevels } from './audible.ts';
import { fromBase64, type Recording } from './pcm.ts';

const TAP = new URL('./in-page/record-remote-audio.mjs', import.meta.url);
const WORKLET = new URL('./in-page/recorder-worklet.mjs', import.meta.url);

export interface SoundWait {
  /** Position in the recording (ms) from which on it counts; default: from now. */
  readonly after_ms?: number;
  readonly limit_ms?: number;
}

/** What a page hears of the others in its rooms, from its first moment on, silence included. */
export interface PageRecorder {
  /** Everything so far. */
  readonly recorded: () => Recording;
  /** Length so far in ms. */
  readonly position_ms: () => number;
  /** Resolves with the position at which sound begins. */
  readonly untilSound: (wait?: SoundWait) => Promise<number>;
  /** Resolves with the position at which sound ended, when `silence_ms` have passed since. */
  readonly untilSilence: (silence_ms: number, wait?: SoundWait) => Promise<number>;
}

interface Chunk {
  readonly samples: string;
  /** Epoch ms at which the page had it. */
  readonly arrived: number;
  readonly rate: number;
}

/** To be called before the page's first navigation. */
export async function recordPage(page: Page): Promise<PageRecorder> {
  const tape = new Tape();
  await page.exposeFunction('__batonRecorded', (chunk: Chunk) => {
    tape.add(chunk);
  });
  await page.addInitScript(tapScript());
  return {
    recorded: () => tape.recording(),
    position_ms: () => tape.length_ms,
    untilSound: (wait = {}) => tape.until((after_ms) => tape.soundAfter(after_ms), wait),
    untilSilence: (silence_ms, wait = {}) =>
      tape.until((after_ms) => tape.soundEnd(after_ms, silence_ms), wait),
  };
}

/** The worklet travels inside: Playwright cannot answer for a worklet's own request. */
function tapScript(): string {
  const worklet = JSON.stringify(readFileSync(WORKLET, 'utf8'));
  return readFileSync(TAP, 'utf8').replace('__BATON_WORKLET__', () => worklet);
}

class Tape {
  readonly #chunks: Int16Array[] = [];
  readonly #levels: number[] = [];
  readonly #grown = new EventEmitter().setMaxListeners(0);
  #samples = 0;
  #rate = 48_000;
  #startedAt = Infinity;

  get length_ms(): number {
    return (this.#samples / this.#rate) * 1000;
  }

  add({ samples, arrived, rate }: Chunk): void {
    const pcm = fromBase64(samples);
    this.#rate = rate;
    this.#chunks.push(pcm);
    this.#samples += pcm.length;
    this.#levels.push(...windowLevels(pcm, rate));
    // The chunk that came with the least delay knows best when the recording began.
    this.#startedAt = Math.min(this.#startedAt, arrived - this.length_ms);
    this.#grown.emit('grown');
  }

  recording(): Recording {
    const pcm = new Int16Array(this.#samples);
    let at = 0;
    for (const chunk of this.#chunks) {
      pcm.set(chunk, at);
      at += chunk.length;
    }
    return { pcm, rate: this.#rate, startedAt: this.#startedAt };
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
      await once(this.#grown, 'grown', { signal }).catch((cause: unknown) => {
        const length = Math.round(this.length_ms);
        const sound = this.soundAfter(0) === null ? 'no sound at all' : 'some sound';
        const message = `Not heard within ${limit_ms} ms after ${Math.round(after_ms)} ms; the recording has ${length} ms and ${sound}`;
        throw new Error(message, { cause });
      });
    }
  }
}
