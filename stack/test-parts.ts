/** The parts of `npm test`, in order: the quick ones first. */
export const PARTS = ['format', 'lint', 'types', 'web', 'unit', 'live', 'lab'] as const;
export type Part = (typeof PARTS)[number];

/** One program of a part, run by this Node. */
export interface Check {
  readonly title: string;
  /** Below the work tree. */
  readonly script: string;
  readonly args: readonly string[];
}

const PROGRAM = {
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  eslint: 'node_modules/eslint/bin/eslint.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vite: 'node_modules/vite/bin/vite.js',
  vitest: 'node_modules/vitest/vitest.mjs',
  tsx: 'node_modules/tsx/dist/cli.mjs',
} as const;

export const CHECKS: Readonly<Record<Exclude<Part, 'unit' | 'live' | 'lab'>, readonly Check[]>> = {
  format: [{ title: 'Formatting', script: PROGRAM.prettier, args: ['--check', '.'] }],
  lint: [{ title: 'Lint', script: PROGRAM.eslint, args: ['.'] }],
  types: [
    { title: 'Types', script: PROGRAM.tsc, args: ['--noEmit'] },
    { title: 'Types of the page', script: PROGRAM.tsc, args: ['--noEmit', '-p', 'web'] },
  ],
  web: [{ title: 'Page built', script: PROGRAM.vite, args: ['build', '--logLevel', 'warn'] }],
};

/** Builds the SIP node of the tests' telephone line. */
export const LINE: Check = {
  title: 'Telephone line',
  script: PROGRAM.tsx,
  args: ['test/line/make-ready.ts'],
};

/** Real calls that meet faults: at least one of each kind. */
export const LAB: Check = {
  title: 'Call lab, in short',
  script: 'lab/main.mjs',
  args: ['--short'],
};

/** Vitest for one project; `filters` narrow it down to files. */
export function vitestCheck(
  project: 'unit' | 'live',
  report: string,
  filters: readonly string[],
): Check {
  const title = project === 'unit' ? 'Unit tests' : 'Live tests';
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${report}`];
  // A filter may well fit only one of the two projects.
  const narrowed = filters.length > 0 ? ['--passWithNoTests', ...filters] : [];
  return {
    title,
    script: PROGRAM.vitest,
    args: ['run', '--project', project, ...reporters, ...narrowed],
  };
}

/**
 * "unit handoff" → the part unit, narrowed to files with "handoff" in their name; a filter alone
 * means the tests and nothing else.
 */
export function chooseParts(words: readonly string[]): { parts: Part[]; filters: string[] } {
  const named = PARTS.filter((part) => words.includes(part));
  const filters = words.filter((word) => !(PARTS as readonly string[]).includes(word));
  if (named.length > 0) return { parts: named, filters };
  return { parts: filters.length > 0 ? ['unit', 'live'] : [...PARTS], filters };
}
