import { element } from '../../bench/page/svg.ts';

/** One shape for a whole call's loudness, the same above and below the middle. */
export function band(
  levels: readonly number[],
  { left, width, middle, half }: { left: number; width: number; middle: number; half: number },
): string {
  if (levels.length === 0) return '';
  const step = width / levels.length;
  const edge = (sign: number) => (level: number, at: number) =>
    `${round(left + at * step)},${round(middle + sign * Math.max(0.6, level * half))}`;
  const points = [...levels.map(edge(-1)), ...levels.map(edge(1)).reverse()];
  return element('polygon', { points: points.join(' '), class: 'band' });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
