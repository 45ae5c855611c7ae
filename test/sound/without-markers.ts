import type { Sound } from '../live/pcm.ts';
import { MARKERS } from './markers.ts';

/** Hertz that are lost around each tone. */
const WIDTH_HZ = 60;
/** Of the beginning and the end of a tone less than this is left. */
export const CLICK_MS = 60;

/** The same sound with the markers' tones taken out: what is said becomes readable, pauses silent. */
export function withoutMarkers({ pcm, rate }: Sound): Sound {
  const notches = MARKERS.flatMap(({ hertz }) => hertz).map((hertz) => notch(hertz, rate));
  const clean = Int16Array.from(pcm, (sample) => {
    const rest = notches.reduce((left, filter) => filter(left), sample);
    return Math.max(-32_768, Math.min(32_767, Math.round(rest)));
  });
  return { pcm: clean, rate };
}

/** A second-order notch (R. Bristow-Johnson's cookbook formulae). */
function notch(hertz: number, rate: number): (sample: number) => number {
  const turn = (2 * Math.PI * hertz) / rate;
  const alpha = (Math.sin(turn) * WIDTH_HZ) / (2 * hertz);
  const [b, a] = [-2 * Math.cos(turn), [1 + alpha, 1 - alpha] as const];
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return (x) => {
    const y = (x + b * x1 + x2 - b * y1 - a[1] * y2) / a[0];
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  };
}
