/** One frequency in a stretch of sound (a single bin of a Fourier transform), seen through a Hann window. */
export interface Component {
  /** Amplitude of the tone, full scale 32768. */
  readonly level: number;
  /** Radians against a tone that began with the sound: a steady tone keeps its phase. */
  readonly phase: number;
}

export class ComponentReader {
  readonly #hertz: number;
  readonly #rate: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(hertz: number, rate: number, length: number) {
    [this.#hertz, this.#rate] = [hertz, rate];
    const turn = (2 * Math.PI * hertz) / rate;
    const hann = (at: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * (at + 0.5)) / length);
    // The window lets half of the amplitude through.
    const scaled = (wave: (x: number) => number) =>
      Float64Array.from({ length }, (_, at) => (hann(at) * wave(turn * at) * 4) / length);
    [this.#cos, this.#sin] = [scaled(Math.cos), scaled(Math.sin)];
  }

  /** The component in the stretch that begins at this sample. */
  at(pcm: Int16Array, from: number): Component {
    let [re, im] = [0, 0];
    for (let at = 0; at < this.#cos.length; at += 1) {
      const sample = pcm[from + at] ?? 0;
      re += sample * (this.#cos[at] ?? 0);
      im -= sample * (this.#sin[at] ?? 0);
    }
    const since = (2 * Math.PI * this.#hertz * from) / this.#rate;
    return { level: Math.hypot(re, im), phase: Math.atan2(im, re) - since };
  }
}

/** The angle between two phases, 0 to π. */
export function phaseBetween(a: number, b: number): number {
  return Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));
}
