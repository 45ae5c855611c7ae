import { CLICK_MS, MarkerFilter } from './without-markers.ts';
import { spansOf, WINDOW_MS, windowLevels } from '../live/audible.ts';
import { slice, type Sound } from '../live/pcm.ts';

/** A pause as long as this ends what somebody says. */
const PAUSE_MS = 700;

/** Where what is said ends, under tones, in a recording that grows: each look hears only what is new. */
export class FollowedSpeech {
  readonly #from_ms: number;
  readonly #levels: number[] = [];
  #filter: MarkerFilter | null = null;

  constructor(from_ms: number) {
    this.#from_ms = from_ms;
  }

  /** The position at which the last thing that was said ended, null where somebody still speaks. */
  end_ms(heard: Sound): number | null {
    this.#filter ??= new MarkerFilter(heard.rate);
    const fresh = slice(heard, this.#from_ms + this.#length_ms);
    const whole = fresh.pcm.length - (fresh.pcm.length % ((heard.rate * WINDOW_MS) / 1000));
    const clean = this.#filter.clean(fresh.pcm.subarray(0, whole));
    for (const level of windowLevels(clean, heard.rate)) this.#levels.push(level);
    const last = spansOf(this.#levels, { least_ms: CLICK_MS }).at(-1);
    return last && this.#length_ms - last.to_ms >= PAUSE_MS ? this.#from_ms + last.to_ms : null;
  }

  get #length_ms(): number {
    return this.#levels.length * WINDOW_MS;
  }
}
