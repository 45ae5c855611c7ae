import type { AudioFrame } from '@livekit/rtc-node';

/** Milliseconds of a sentence that are kept for another ear, at most. */
const LONGEST_MS = 15_000;
/** Milliseconds before a result that may hold the beginning of the next sentence. */
const OVERLAP_MS = 300;

/** The sound of which no words have come yet: whoever hears next begins with it. */
export class RecentAudio {
  readonly #frames: AudioFrame[] = [];
  #length_ms = 0;
  /** What has come since the end of the speech whose words are awaited; null where none has ended. */
  #since_end_ms: number | null = null;

  get frames(): readonly AudioFrame[] {
    return this.#frames;
  }

  add(frame: AudioFrame): void {
    this.#frames.push(frame);
    this.#length_ms += lengthOf(frame);
    if (this.#since_end_ms !== null) this.#since_end_ms += lengthOf(frame);
    this.#keep(LONGEST_MS);
  }

  /** The speech has ended whose words come next. */
  speechEnds(): void {
    this.#since_end_ms = 0;
  }

  /** Words have come of it. */
  understood(): void {
    this.#keep(OVERLAP_MS + (this.#since_end_ms ?? 0));
    this.#since_end_ms = null;
  }

  #keep(limit_ms: number): void {
    while (this.#length_ms > limit_ms) {
      const oldest = this.#frames.shift();
      if (!oldest) return;
      this.#length_ms -= lengthOf(oldest);
    }
  }
}

function lengthOf({ samplesPerChannel, sampleRate }: AudioFrame): number {
  return (samplesPerChannel * 1000) / sampleRate;
}
