import type { Series } from '../result.ts';
import { element } from './svg.ts';

export type Whose = keyof Series['values'];

/** Each program has a name, and a mark whose form tells it where colours do not. */
export const NAMES: Record<Whose, string> = {
  baton: 'Baton',
  'as-taught': 'bare, as taught',
  tuned: 'bare, tuned',
  little: 'Baton with little stored',
};
export const ORDER: readonly Whose[] = ['baton', 'tuned', 'as-taught', 'little'];

const HALF = 4.5;

export function mark(whose: Whose, x: number, y: number): string {
  const kind = `mark ${whose}`;
  if (whose === 'baton') return element('circle', { cx: x, cy: y, r: HALF, class: kind });
  if (whose === 'tuned') {
    const points = `${x},${y - HALF - 1} ${x + HALF + 1},${y} ${x},${y + HALF + 1} ${x - HALF - 1},${y}`;
    return element('polygon', { points, class: kind });
  }
  const [width, height] = [2 * HALF - 1, 2 * HALF - 1];
  return element('rect', { x: x - width / 2, y: y - height / 2, width, height, class: kind });
}
