import type { Sound } from '../live/pcm.ts';
import { MARKERS } from './markers.ts';

/** Hertz that are lost around each tone. */
const WIDTH_HZ = 60;
/** Of the beginning and the end of a tone less than this is left. */
export const CLICK_MS = 60;

/** The same sound with the markers' tones taken out: what is said becomes readable, pauses silent. */
export function withoutMarkers({ pcm, rate }: Sound): Sound {
  return { pcm: new MarkerFilter(rate).clean(pcm), rate };
}

/** The same for a sound that comes piece by piece. */
export class MarkerFilter {
  readonly #notches: readonly Notch[];

  constructor(rate: number) {
    this.#notches = MARKERS.flatMap(({ hertz }) => hertz).map((hertz) => new Notch(hertz, rate));
  }

  /** The next piece. */
  clean(pcm: Int16Array): Int16Array {
    const left = Float64Array.from(pcm);
    for (const notch of this.#notches) notch.takeOut(left);
    return Int16Array.from(left, (sample) =>
      Math.max(-32_768, Math.min(32_767, Math.round(sample))),
    );
  }
}

/** A second-order notch (R. Bristow-Johnson's cookbook formulae). */
class Notch {
  readonly #b: number;
  readonly #a0: number;
  readonly #a2: number;
  readonly #past = { x1: 0, x2: 0, y1: 0, y2: 0 };

  constructor(hertz: number, rate: number) {
    const turn = (2 * Math.PI * hertz) / rate;
    const alpha = (Math.sin(turn) * WIDTH_HZ) / (2 * hertz);
    this.#b = -2 * Math.cos(turn);
    [this.#a0, this.#a2] = [1 + alpha, 1 - alpha];
  }

  /** In place. Plain loops: a test listens while it speaks, and must not be late with either. */
  takeOut(samples: Float64Array): void {
    const [b, a0, a2] = [this.#b, this.#a0, this.#a2];
    let { x1, x2, y1, y2 } = this.#past;
    for (let at = 0; at < samples.length; at += 1) {
      const x = samples[at] ?? 0;
      const y = (x + b * x1 + x2 - b * y1 - a2 * y2) / a0;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      samples[at] = y;
    }
    Object.assign(this.#past, { x1, x2, y1, y2 });
  }
}
