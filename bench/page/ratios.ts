import type { Figure } from '../result.ts';
import { mark } from './programs.ts';
import { line, picture, text } from './svg.ts';

const [WIDTH, LEFT, RIGHT, ROW, TOP] = [720, 290, 60, 40, 26];
const SCALE = [0.05, 0.1, 0.2, 0.5, 1, 2];

/** Where Baton stands against both bare programs, with the spread of each ratio. Left is less. */
export function ratios(figures: readonly Figure[]): string {
  const rows = figures.filter(({ ratio, aim }) => ratio !== null && aim.includes('× bare'));
  if (rows.length === 0) return '';
  const [least, most] = [Math.log(SCALE[0] ?? 0.05), Math.log(SCALE.at(-1) ?? 2)];
  const at = (ratio: number): number => {
    const share = (Math.log(Math.max(ratio, 1e-6)) - least) / (most - least);
    return LEFT + Math.min(1, Math.max(0, share)) * (WIDTH - LEFT - RIGHT);
  };
  const bottom = TOP + rows.length * ROW;
  const scale = SCALE.map(
    (value) =>
      line(at(value), TOP - 6, at(value), bottom, value === 1 ? 'one' : 'grid') +
      text(at(value), TOP - 12, `× ${value}`, { class: 'small', 'text-anchor': 'middle' }),
  );
  const drawn = rows.map((figure, row) => {
    const y = TOP + row * ROW + ROW / 2;
    const aim = Number(/≤ ([\d.]+) ×/.exec(figure.aim)?.[1] ?? NaN);
    const against = [
      { whose: 'as-taught', ratio: figure.ratio, spread: figure.spread, dy: -6 },
      { whose: 'tuned', ratio: figure.ratio_tuned, spread: figure.spread_tuned, dy: 7 },
    ] as const;
    return [
      text(LEFT - 14, y + 4, figure.name, { class: 'name', 'text-anchor': 'end' }),
      Number.isNaN(aim) ? '' : line(at(aim), y - 15, at(aim), y + 15, 'aim'),
      ...against.flatMap(({ whose, ratio, spread, dy }) =>
        ratio === null
          ? []
          : [
              spread ? line(at(spread.low), y + dy, at(spread.high), y + dy, 'spread') : '',
              mark(whose, at(ratio), y + dy),
            ],
      ),
    ].join('');
  });
  return picture(
    WIDTH,
    bottom + 8,
    'Baton against the bare programs',
    [...scale, ...drawn].join(''),
  );
}
