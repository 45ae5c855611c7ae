import type { Figure } from './result.ts';

/** One line a figure: what it is, against what, and whether the aim holds. */
export function lineOf(figure: Figure): string {
  const { name, value, unit, measured, holds, because = '', aim, runs } = figure;
  if (!measured || value === null) return `   –   ${name}: not measured. ${because}`;
  const against = [
    [
      aim.includes('little') ? 'with little' : 'as taught',
      figure.bare,
      figure.ratio,
      figure.spread,
    ] as const,
    ['tuned', figure.tuned, figure.ratio_tuned, figure.spread_tuned] as const,
  ].flatMap(([form, other, ratio, spread]) =>
    other === null || ratio === null || !spread
      ? []
      : [
          `${form} ${show(other)}: × ${ratio.toFixed(2)} (${show2(spread.low)}–${show2(spread.high)})`,
        ],
  );
  const verdict = holds ? ' holds ' : 'MISSES ';
  const missed = because === '' ? '' : `; ${because}`;
  const facts = [`${show(value)} ${unit}`, ...against, `${runs} runs`].join('; ');
  return `${verdict}${name}: ${facts}. Aim ${aim}${missed}`;
}

function show(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function show2(value: number): string {
  return value.toFixed(2);
}
