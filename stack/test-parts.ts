/** The parts of `npm test`, in order: the quick ones first. */
export const PARTS = ['format', 'lint', 'types', 'web', 'unit', 'live'] as const;
export type Part = (typeof PARTS)[number];

/** One program of a part, run by this Node from node_modules. */
export interface Check {
  readonly title: string;
  /** Package and script, below node_modules. */
  readonly script: string;
  readonly args: readonly string[];
}

const PROGRAM = {
  prettier: 'prettier/bin/prettier.cjs',
  eslint: 'eslint/bin/eslint.js',
  tsc: 'typescript/bin/tsc',
  vite: 'vite/bin/vite.js',
  vitest: 'vitest/vitest.mjs',
  tsx: 'tsx/dist/cli.mjs',
} as const;

export const CHECKS: Readonly<Record<Exclude<Part, 'unit' | 'live'>, readonly Check[]>> = {
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
