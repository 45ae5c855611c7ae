import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { GrowingSound, type SoundWait } from './growing-sound.ts';
import { fromBase64, type Recording } from './pcm.ts';

const TAP = new URL('./in-page/record-remote-audio.mjs', import.meta.url);
const WORKLET = new URL('./in-page/recorder-worklet.mjs', import.meta.url);

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
  /** Where sound begins after a position, if it has. */
  readonly soundAfter: (after_ms: number) => number | null;
  /** Resolves when the recording has reached a position. */
  readonly untilLength: (length_ms: number) => Promise<number>;
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
    untilSound: (wait) => tape.untilSound(wait),
    untilSilence: (silence_ms, wait) => tape.untilSilence(silence_ms, wait),
    soundAfter: (after_ms) => tape.soundAfter(after_ms),
    untilLength: (length_ms) => tape.untilLength(length_ms),
  };
}

/** The worklet travels inside: Playwright cannot answer for a worklet's own request. */
function tapScript(): string {
  const worklet = JSON.stringify(readFileSync(WORKLET, 'utf8'));
  return readFileSync(TAP, 'utf8').replace('__BATON_WORKLET__', () => worklet);
}

class Tape extends GrowingSound {
  readonly #chunks: Int16Array[] = [];
  #samples = 0;
  #rate = 48_000;
  #startedAt = Infinity;

  add({ samples, arrived, rate }: Chunk): void {
    const pcm = fromBase64(samples);
    this.#rate = rate;
    this.#chunks.push(pcm);
    this.#samples += pcm.length;
    // Chunks of a tenth of a second: no window is cut.
    this.grow(pcm, rate);
    // The chunk that came with the least delay knows best when the recording began.
    this.#startedAt = Math.min(this.#startedAt, arrived - this.length_ms);
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
}
