import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addCounts, countReport, countTests } from '../../stack/test-count.ts';
import { CHECKS, chooseParts, labCheck, LINE, PARTS, vitestCheck } from '../../stack/test-parts.ts';

const report = {
  numPassedTests: 5,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    {
      name: join(process.cwd(), 'test/call/handoff.test.ts'),
      status: 'failed',
      assertionResults: [
        { status: 'passed', fullName: 'a handoff is announced' },
        {
          status: 'failed',
          fullName: 'a handoff opens once',
          failureMessages: ['AssertionError: expected 2 to be 1\n    at test.ts:1'],
        },
      ],
    },
  ],
};

test('passed, failed and skipped tests are counted', () => {
  expect(countReport(report)).toMatchObject({ passed: 5, failed: 1, skipped: 3 });
});

test('a file that does not even load counts as a failure', () => {
  const broken = { name: 'x.test.ts', status: 'failed', message: 'no y', assertionResults: [] };
  const { failed, failures } = countReport({ ...report, testResults: [broken] });
  expect(failed).toBe(2);
  expect(failures).toEqual(['x.test.ts\n    no y']);
});

test('each failed test is named at the end, with its error', () => {
  expect(countReport(report).failures).toEqual([
    'test/call/handoff.test.ts: a handoff opens once\n' +
      '    AssertionError: expected 2 to be 1\n        at test.ts:1',
  ]);
});

test('a run that left no report counts as a failure', () => {
  expect(countTests('/nowhere/report.json').failed).toBe(1);
});

test('the counts of all runs are added', () => {
  const one = { passed: 1, failed: 2, skipped: 3, failures: ['x'] };
  const sum = { passed: 2, failed: 4, skipped: 6, failures: ['x', 'x'] };
  expect(addCounts([one, one])).toEqual(sum);
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
