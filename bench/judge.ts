import type { Figure, Series } from './result.ts';
import { quantile, ratioInterval } from './statistics.ts';

/** What a figure is to be; all that is said must hold. */
export interface Aim {
  /** Times what the program as taught has; and never worse than the tuned one. */
  readonly of_bare?: number;
  /** Times what the same route takes where little is stored. */
  readonly of_little?: number;
  readonly at_most?: number;
  readonly at_least?: number;
}

/** A figure before it is measured. */
export interface Planned {
  readonly name: string;
  readonly unit: string;
  readonly aim: Aim;
  /** The share of the runs (0–1) that is below it: 0.5 is the median. */
  readonly share: number;
  /** The series it is taken from. */
  readonly series: string;
}

/** A figure from its series. A ratio to the tuned form counts as worse when all of its spread does. */
export function judge(planned: Planned, series: Series): Figure {
  const { share, aim } = planned;
  const { baton = [], little = [], 'as-taught': taught = little, tuned = [] } = series.values;
  if (baton.length === 0) return unmeasured(planned, 'No run gave a value.');
  const at = (values: readonly number[]): number | null =>
    values.length > 0 ? quantile(values, share) : null;
  const [value, bare, expert] = [quantile(baton, share), at(taught), at(tuned)];
  const faults = missed(aim, value, bare);
  const spread_tuned = expert === null ? null : ratioInterval(baton, tuned, share);
  if (aim.of_bare !== undefined && spread_tuned && spread_tuned.low > 1)
    faults.push('worse than the tuned form');
  return {
    ...head(planned),
    value,
    bare,
    ratio: bare === null ? null : value / bare,
    runs: baton.length,
    measured: true,
    holds: faults.length === 0,
    tuned: expert,
    ratio_tuned: expert === null ? null : value / expert,
    spread: bare === null ? null : ratioInterval(baton, taught, share),
    spread_tuned,
    ...(faults.length > 0 && { because: faults.join('; ') }),
  };
}

/** A figure that could not be had. */
export function unmeasured(planned: Planned, because: string): Figure {
  return {
    ...head(planned),
    value: null,
    bare: null,
    ratio: null,
    runs: 0,
    measured: false,
    holds: null,
    tuned: null,
    ratio_tuned: null,
    spread: null,
    spread_tuned: null,
    because,
  };
}

function head({ name, unit, aim }: Planned): Pick<Figure, 'name' | 'unit' | 'aim'> {
  return { name, unit, aim: wordsOf(aim, unit) };
}

function wordsOf({ of_bare, of_little, at_most, at_least }: Aim, unit: string): string {
  return [
    of_bare === undefined ? '' : `≤ ${of_bare} × bare`,
    of_little === undefined ? '' : `≤ ${of_little} × with little`,
    at_most === undefined ? '' : `≤ ${at_most} ${unit}`,
    at_least === undefined ? '' : `≥ ${at_least} ${unit}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function missed(aim: Aim, value: number, bare: number | null): string[] {
  const { of_bare, of_little, at_most = Infinity, at_least = -Infinity } = aim;
  const times = of_bare ?? of_little;
  const other = of_bare === undefined ? 'with little' : 'bare';
  const faults: string[] = [];
  if (times !== undefined && bare === null) faults.push('nothing to compare it with');
  if (times !== undefined && bare !== null && value > times * bare)
    faults.push(`more than ${times} × ${other}`);
  if (value > at_most) faults.push(`more than ${at_most}`);
  if (value < at_least) faults.push(`less than ${at_least}`);
  return faults;
}
