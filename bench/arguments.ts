import { parseArgs } from 'node:util';

export interface Wanted {
  /** Groups or figures by name; empty: all. */
  readonly only: readonly string[];
  readonly runs: number;
}

const RUNS = 20;

/** `npm run bench -- --only answer --runs 5`. Throws TypeError for what is not understood. */
export function readArguments(argv: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...argv],
    options: { only: { type: 'string', multiple: true }, runs: { type: 'string' } },
  });
  const runs = Number(values.runs ?? RUNS);
  if (!Number.isInteger(runs) || runs < 1) throw new TypeError('--runs is a whole number from 1');
  return { only: values.only ?? [], runs };
}
