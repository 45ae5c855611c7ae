import type { Waterfall } from '../result.ts';
import { quantile } from '../statistics.ts';
import { element, line, marks, picture, show, text } from './svg.ts';

const [WIDTH, LEFT, RIGHT, ROW, TOP] = [720, 190, 60, 34, 12];
const MARKS = 7;

/** What happens when, from the decision on: begins with the end of another step, or at once. */
const STEPS = [
  { name: "the target's bundle", from: 'decision', to: 'bundle' },
  { name: 'its opening, with voice', from: 'bundle', to: 'greeting_ready' },
  { name: 'the announcement', from: 'decision', to: 'announcement_end' },
  { name: 'the swap', from: 'announcement_end', to: 'commit' },
  { name: 'the first audio', from: 'commit', to: 'first_audio' },
] as const;

/** The handoffs of all runs as one: the median of each step. */
export function waterfall(handoffs: readonly Waterfall[]): string {
  const median = (step: string): number | null => {
    const values = handoffs.flatMap((one) => (one[step] === undefined ? [] : [one[step]]));
    return values.length > 0 ? quantile(values, 0.5) : null;
  };
  const bars = STEPS.flatMap(({ name, from, to }) => {
    const [begins, ends] = [median(from), median(to)];
    return begins === null || ends === null ? [] : [{ name, begins, ends }];
  });
  if (bars.length === 0) return '';
  const most = Math.max(...bars.map(({ ends }) => ends)) * 1.02;
  const at = (ms: number): number => LEFT + (ms / most) * (WIDTH - LEFT - RIGHT);
  const bottom = TOP + bars.length * ROW;
  const scale = marks(most, MARKS).map(
    (value) =>
      line(at(value), TOP, at(value), bottom, 'grid') +
      text(at(value), bottom + 18, show(value), { class: 'small', 'text-anchor': 'middle' }),
  );
  const drawn = bars.map(({ name, begins, ends }, row) => {
    const y = TOP + row * ROW + 8;
    const width = Math.max(2, at(ends) - at(begins));
    return [
      text(LEFT - 14, y + 13, name, { class: 'name', 'text-anchor': 'end' }),
      element('rect', { x: at(begins), y, width, height: ROW - 16, rx: 3, class: 'bar' }),
      text(at(ends) + 7, y + 13, `${show(ends - begins)} ms`, { class: 'small' }),
    ].join('');
  });
  const title = 'A handoff, step by step, in ms from its decision';
  return picture(WIDTH, bottom + 26, title, [...scale, ...drawn].join(''));
}
