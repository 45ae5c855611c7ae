import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addCounts, countReport, countTests } from '../../stack/test-count.ts';
import { CHECKS, chooseParts, labCheck, LINE, PARTS, vitestCheck } from '../../stack/test-parts.ts';

const report = {
  numPassedTests: 5,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [{ status: 'failed', assertionResults: [{}] }],
};

test('passed, failed and skipped tests are counted', () => {
  expect(countReport(report)).toEqual({ passed: 5, failed: 1, skipped: 3 });
});

test('a file that does not even load counts as a failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  expect(countReport({ ...report, testResults: [broken] }).failed).toBe(2);
});

test('a run that left no report counts as a failure', () => {
  expect(countTests('/nowhere/report.json').failed).toBe(1);
});

test('the counts of all runs are added', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(addCounts([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

test('without a word each part runs; a part by its name; a filter alone means the tests', () => {
  expect(chooseParts([])).toEqual({ parts: PARTS, filters: [], isNightly: false });
  expect(chooseParts(['lint', 'unit'])).toMatchObject({ parts: ['lint', 'unit'], filters: [] });
  expect(chooseParts(['handoff'])).toMatchObject({
    parts: ['unit', 'postgres', 'chaos', 'live'],
    filters: ['handoff'],
  });
  const nightly = { parts: ['live'], filters: [], isNightly: true };
  expect(chooseParts(['nightly', 'live'])).toEqual(nightly);
});

const argsOf = (...words: string[]) => vitestCheck('live', 'r', chooseParts(words)).args;

test('a filter that fits no file of a project is no failure, no file at all is', () => {
  expect(argsOf('handoff')).toContain('--passWithNoTests');
  expect(argsOf()).not.toContain('--passWithNoTests');
});

test('nightly tests run where they are asked for, and where their file is', () => {
  const left = '--tags-filter=!nightly';
  expect(argsOf()).toContain(left);
  expect(argsOf('nightly')).not.toContain(left);
  expect(argsOf('handoff')).not.toContain(left);
});

test('every program of a part is there', () => {
  const ofTests = vitestCheck('unit', 'r', chooseParts([]));
  const checks = [...Object.values(CHECKS).flat(), LINE, labCheck(false), ofTests];
  const missing = checks.filter(({ script }) => !existsSync(script));
  expect(missing).toEqual([]);
});
