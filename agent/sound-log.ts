import type { RecordEvent } from './event-spool.ts';
import { LevelTrack } from './level-track.ts';

const STEP_MS = 100;
/** Milliseconds between two events. */
const EVERY_MS = 10_000;
/** Milliseconds after which the sound of a moment has come. */
const LAG_MS = 300;
/** Of a caller sound comes as it is heard; a voice may be made long before it is played. */
const HEARD_AHEAD_MS = 300;

export interface SoundLogOptions {
  readonly record: RecordEvent;
  /** Milliseconds, never set back. */
  readonly clock: () => number;
}

/** Tells the record how loud both sides of a call are, every ten seconds and at the end. */
export class SoundLog {
  readonly caller = new LevelTrack({ step_ms: STEP_MS, ahead_ms: HEARD_AHEAD_MS });
  readonly agent = new LevelTrack({ step_ms: STEP_MS, ahead_ms: Infinity });
  readonly #record: RecordEvent;
  readonly #clock: () => number;
  /** The wall clock's time at the zero of ours. */
  readonly #zero: number;
  readonly #timer: NodeJS.Timeout;
  /** The first step that is not told yet. */
  #next: number;

  constructor({ record, clock }: SoundLogOptions) {
    this.#record = record;
    this.#clock = clock;
    this.#zero = Date.now() - clock();
    this.#next = Math.floor(clock() / STEP_MS);
    this.#timer = setInterval(() => {
      this.#tell(this.#clock() - LAG_MS);
    }, EVERY_MS);
    this.#timer.unref();
  }

  get now_ms(): number {
    return this.#clock();
  }

  /** Tells what is left. Safe twice. */
  end(): void {
    clearInterval(this.#timer);
    this.#tell(this.#clock());
  }

  #tell(until_ms: number): void {
    const [from, to] = [this.#next, Math.floor(until_ms / STEP_MS)];
    if (to <= from) return;
    this.#next = to;
    this.#record({
      type: 'sound',
      from: new Date(this.#zero + from * STEP_MS).toISOString(),
      step_ms: STEP_MS,
      caller: this.caller.take(from, to),
      agent: this.agent.take(from, to),
    });
  }
}
