import { SILENCE_DB } from '../protocol/sound.ts';

/** Samples as they come along. */
export interface Samples {
  readonly data: Int16Array;
  readonly sampleRate: number;
  readonly channels: number;
}

/** Milliseconds by which a frame may be early or late without being taken for a gap. */
const SLACK_MS = 100;
const FULL_SCALE = 32_768;

export interface LevelTrackOptions {
  readonly step_ms: number;
  /** How far sound may come ahead of the time at which it is heard. */
  readonly ahead_ms: number;
}

/** How loud one side is, step by step. It looks at each sample once and keeps none. */
export class LevelTrack {
  readonly #options: LevelTrackOptions;
  /** Mean square of each step, as far as its sound has come. */
  readonly #steps = new Map<number, number>();
  /** Where the sound that is laid down ends. */
  #end = -Infinity;

  constructor(options: LevelTrackOptions) {
    this.#options = options;
  }

  /** Lays sound down after what is there; where that has run out, or is far ahead, at this moment. */
  add({ data, sampleRate, channels }: Samples, now_ms: number): void {
    const { step_ms, ahead_ms } = this.#options;
    const follows = this.#end > now_ms - SLACK_MS && this.#end < now_ms + ahead_ms;
    const begin = follows ? this.#end : now_ms;
    const per_ms = (sampleRate * channels) / 1000;
    const weight = 1 / (FULL_SCALE * FULL_SCALE * per_ms * step_ms);
    for (let at = 0; at < data.length;) {
      const step = Math.floor((begin + at / per_ms) / step_ms);
      const until = Math.ceil(((step + 1) * step_ms - begin) * per_ms);
      const next = Math.min(data.length, Math.max(at + 1, until));
      let energy = 0;
      for (const sample of data.subarray(at, next)) energy += sample * sample;
      this.#steps.set(step, (this.#steps.get(step) ?? 0) + energy * weight);
      at = next;
    }
    this.#end = begin + data.length / per_ms;
  }

  /** What would have been heard from this moment on is not. */
  cut(now_ms: number): void {
    this.#end = Math.min(this.#end, now_ms);
    for (const step of this.#steps.keys())
      if (step > now_ms / this.#options.step_ms) this.#steps.delete(step);
  }

  /** The levels of these steps, which are forgotten. */
  take(from: number, to: number): number[] {
    return Array.from({ length: to - from }, (_, index) => {
      const mean = this.#steps.get(from + index) ?? 0;
      this.#steps.delete(from + index);
      const level = Math.round(10 * Math.log10(mean));
      return Math.min(0, Math.max(SILENCE_DB, level));
    });
  }
}
