/** Milliseconds of one frame to the platform. */
export const FRAME_MS = 20;
/** Frames a voice has before it is played: what the network delays it by. */
export const READY_FRAMES = 3;
/** Frames kept of a voice; whatever is older is late and dropped. */
const MOST_FRAMES = 15;
/** Frames made up for after the process was held up; more than that is skipped. */
const CATCH_UP_FRAMES = 10;
/** Nothing above it is heard. */
const QUIET_PEAK = 200;
/** Frames of silence that end a sentence. */
const QUIET_FRAMES = 8;
/** Frames after a barge-in in which what is still on its way is dropped, and the pause that ends it. */
const STALE_FRAMES = 30;
const STALE_PAUSE = 5;

interface Voice {
  readonly frames: Int16Array[];
  ready: boolean;
  /** Frames of it that are dropped at most: they were said before the caller cut in. */
  stale: number;
  /** Frames of silence among them. */
  pause: number;
}

/** Everybody who is heard, mixed as a telephone would, in frames of 20 ms and in real time. */
export class Playout {
  readonly #samples: number;
  readonly #play: (frame: Int16Array) => void;
  readonly #voices = new Map<string, Voice>();
  readonly #timer: NodeJS.Timeout;
  readonly #since = performance.now();
  readonly #waiting = new Set<() => void>();
  #played = 0;
  #quiet = QUIET_FRAMES;

  constructor(rate: number, play: (frame: Int16Array) => void) {
    this.#samples = (rate * FRAME_MS) / 1000;
    this.#play = play;
    this.#timer = setInterval(() => {
      this.#tick();
    }, FRAME_MS / 2);
  }

  /** One frame of somebody. */
  add(who: string, frame: Int16Array): void {
    const voice = this.#voices.get(who) ?? { frames: [], ready: false, stale: 0, pause: 0 };
    this.#voices.set(who, voice);
    if (voice.stale > 0) {
      voice.pause = isQuiet(frame) ? voice.pause + 1 : 0;
      voice.stale = voice.pause >= STALE_PAUSE ? 0 : voice.stale - 1;
      return;
    }
    voice.frames.push(frame);
    if (voice.frames.length > MOST_FRAMES) voice.frames.shift();
    if (voice.frames.length >= READY_FRAMES) voice.ready = true;
  }

  /** Somebody is not heard any more. */
  drop(who: string): void {
    this.#voices.delete(who);
  }

  /** Barge-in: what is queued is dropped, and what is still on its way here. */
  clear(): void {
    for (const voice of this.#voices.values()) {
      voice.frames.length = 0;
      voice.ready = false;
      voice.stale = STALE_FRAMES;
      voice.pause = 0;
    }
  }

  /** Resolves when what is being said has been played to its end, or at the limit. */
  quiet(limit_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, limit_ms);
      this.#waiting.add(done);
      // The silence begins now: what was said last may still be on its way.
      this.#quiet = 0;
    });
  }

  /** Plays nothing any more. Safe twice. */
  close(): void {
    clearInterval(this.#timer);
    this.#voices.clear();
    for (const done of [...this.#waiting]) done();
  }

  #tick(): void {
    const due = Math.floor((performance.now() - this.#since) / FRAME_MS);
    this.#played = Math.max(this.#played, due - CATCH_UP_FRAMES);
    for (; this.#played < due; this.#played += 1) this.#next();
  }

  #next(): void {
    const mix = new Int16Array(this.#samples);
    for (const voice of this.#voices.values()) {
      const frame = voice.ready ? voice.frames.shift() : undefined;
      if (frame) addTo(mix, frame);
      else voice.ready = false;
    }
    this.#play(mix);
    this.#quiet = isQuiet(mix) ? this.#quiet + 1 : 0;
    if (this.#quiet >= QUIET_FRAMES) for (const done of [...this.#waiting]) done();
  }
}

function addTo(mix: Int16Array, frame: Int16Array): void {
  for (let at = 0; at < mix.length; at += 1) {
    const sum = (mix[at] ?? 0) + (frame[at] ?? 0);
    mix[at] = Math.max(-32_768, Math.min(32_767, sum));
  }
}

function isQuiet(frame: Int16Array): boolean {
  return frame.every((sample) => Math.abs(sample) < QUIET_PEAK);
}
