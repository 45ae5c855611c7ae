import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Each test that failed: where it stands, its name, and how its error begins. */
  readonly failures: readonly string[];
}

/** What is read here of Vitest's JSON report. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  /** Of a file that could not be loaded. */
  readonly message?: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages?: readonly string[] | null;
  }[];
}

/** Lines of an error that are told: what was expected, and what was there. */
const TOLD_LINES = 6;

export const NOTHING: TestCount = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Reads a report. A file that could not even be loaded counts as one failure; so does no report. */
export function countTests(file: string): TestCount {
  try {
    return countReport(JSON.parse(readFileSync(file, 'utf8')) as Report);
  } catch {
    return { ...NOTHING, failed: 1, failures: ['The run left no report.'] };
  }
}

export function countReport(report: Report): TestCount {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.flatMap(failuresOf),
  };
}

function failuresOf({ name, status, message, assertionResults }: TestFile): string[] {
  const file = relative(process.cwd(), name);
  if (status === 'failed' && assertionResults.length === 0) return [told(file, message)];
  return assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => told(`${file}: ${test.fullName}`, test.failureMessages?.[0]));
}

function told(where: string, error = ''): string {
  const lines = stripVTControlCharacters(error)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return [where, ...lines.slice(0, TOLD_LINES)].join('\n    ');
}

export function addCounts(counts: readonly TestCount[]): TestCount {
  return counts.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
      failures: [...sum.failures, ...each.failures],
    }),
    NOTHING,
  );
}
