import type { Series } from '../result.ts';
import { quantile } from '../statistics.ts';
import { mark, NAMES, ORDER } from './programs.ts';
import { line, marks, picture, show, text } from './svg.ts';

const [WIDTH, LEFT, RIGHT, ROW, TOP] = [720, 150, 24, 52, 14];
const SCATTER = 11;
const MARKS = 6;

/** Every run of every program on one scale; a stroke at the median, a shorter one at p95. */
export function distribution(series: Series): string {
  const rows = ORDER.flatMap((whose) => {
    const values = series.values[whose];
    return values && values.length > 0 ? [{ whose, values }] : [];
  });
  const all = rows.flatMap(({ values }) => values);
  if (all.length === 0) return '';
  const [least, most] = [Math.min(0, ...all), Math.max(...all) * 1.04 || 1];
  const at = (value: number): number =>
    LEFT + ((value - least) / (most - least)) * (WIDTH - LEFT - RIGHT);
  const bottom = TOP + rows.length * ROW;
  const scale = marks(most, MARKS).map(
    (value) =>
      line(at(value), TOP, at(value), bottom, 'grid') +
      text(at(value), bottom + 18, show(value), { class: 'small', 'text-anchor': 'middle' }),
  );
  const drawn = rows.map(({ whose, values }, row) => {
    const y = TOP + row * ROW + ROW / 2;
    const median = quantile(values, 0.5);
    const dots = values.map((value, n) => mark(whose, at(value), y + SCATTER * wobble(n)));
    return [
      text(LEFT - 14, y + 1, NAMES[whose], { class: 'name', 'text-anchor': 'end' }),
      text(LEFT - 14, y + 17, `${show(median)} ${series.unit}`, {
        class: 'small',
        'text-anchor': 'end',
      }),
      ...dots,
      line(at(median), y - 19, at(median), y + 19, 'median'),
      line(at(quantile(values, 0.95)), y - 10, at(quantile(values, 0.95)), y + 10, 'tail'),
    ].join('');
  });
  const title = `${series.name}, each run, in ${series.unit}`;
  return picture(WIDTH, bottom + 26, title, [...scale, ...drawn].join(''));
}

/** Beside each other and not on each other, the same each time. */
function wobble(n: number): number {
  return ((n * 0.618_034) % 1) * 2 - 1;
}
