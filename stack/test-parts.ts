/** The parts of `npm test`, in order: the quick ones first. */
export const PARTS = [
  'format',
  'lint',
  'types',
  'web',
  'unit',
  'postgres',
  'chaos',
  'live',
  'lab',
] as const;
export type Part = (typeof PARTS)[number];

/** The parts that Vitest runs, with what each is called. */
export const PROJECTS = {
  unit: 'Unit tests',
  postgres: 'The store on Postgres',
  chaos: 'The store under kills',
  live: 'Live tests',
} as const;
export type Project = keyof typeof PROJECTS;

export const isProject = (part: Part): part is Project => part in PROJECTS;

/** One program of a part, run by this Node. */
export interface Check {
  readonly title: string;
  /** Below the work tree. */
  readonly script: string;
  readonly args: readonly string[];
  /** What our own environment does not say. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What is run of `npm test`. */
export interface Choice {
  readonly parts: readonly Part[];
  /** Only files with one of these in their name; the nightly tests in them too. */
  readonly filters: readonly string[];
  /** Everything in its long form. */
  readonly isNightly: boolean;
}

/** The tag of tests, and the word to `npm test`. */
export const NIGHTLY = 'nightly';

const PROGRAM = {
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  eslint: 'node_modules/eslint/bin/eslint.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vite: 'node_modules/vite/bin/vite.js',
  vitest: 'node_modules/vitest/vitest.mjs',
  tsx: 'node_modules/tsx/dist/cli.mjs',
} as const;

export const CHECKS: Readonly<Record<Exclude<Part, Project | 'lab'>, readonly Check[]>> = {
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

/** Nightly tests are left out. */
export const isQuick = ({ filters, isNightly }: Choice): boolean =>
  !isNightly && filters.length === 0;

/** Real calls that meet faults: at least one of each kind, or the whole table. */
export function labCheck(isNightly: boolean): Check {
  return {
    title: isNightly ? 'Call lab' : 'Call lab, in short',
    script: 'lab/main.mjs',
    // Calls at once make each other late, and a gate must not depend on that.
    args: isNightly ? [] : ['--short', '--at-once', '1'],
  };
}

/** Vitest for one project, narrowed down to files where some are named. */
export function vitestCheck(project: Project, report: string, choice: Choice): Check {
  const { filters, isNightly } = choice;
  const title = PROJECTS[project];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${report}`];
  // A filter may well fit only one of the projects.
  const narrowed = filters.length > 0 ? ['--passWithNoTests', ...filters] : [];
  const quick = isQuick(choice) ? [`--tags-filter=!${NIGHTLY}`] : [];
  return {
    title,
    script: PROGRAM.vitest,
    args: ['run', '--project', project, ...reporters, ...quick, ...narrowed],
    ...(isNightly && project === 'chaos' && { env: { BATON_CHAOS_CALLS: '200' } }),
  };
}

/**
 * "unit handoff" → the part unit, narrowed to files with "handoff" in their name; a filter alone
 * means the tests and nothing else; "nightly" → what is too long for each change as well.
 */
export function chooseParts(words: readonly string[]): Choice {
  const isNightly = words.includes(NIGHTLY);
  const named = PARTS.filter((part) => words.includes(part));
  const filters = words.filter(
    (word) => word !== NIGHTLY && !(PARTS as readonly string[]).includes(word),
  );
  const all = filters.length > 0 ? PARTS.filter(isProject) : PARTS;
  return { parts: named.length > 0 ? named : all, filters, isNightly };
}
