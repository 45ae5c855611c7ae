import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../bench/arguments.ts';
import type { Group, Measured, Run } from '../../bench/group.ts';
import { GROUPS, groupsOf } from '../../bench/groups.ts';
import { isWhole } from '../../bench/hammer.ts';
import { Figure } from '../../bench/result.ts';
import { leaveOut, take } from '../../bench/take.ts';

const run: Run = {
  runs: 1,
  house: () => Promise.reject(new Error('no house')),
  say: () => undefined,
};

function group(measure: () => Promise<Measured>): Group {
  const figure = { unit: 'ms', aim: { at_most: 50 }, share: 0.5, series: 'answer' };
  const planned = [
    { ...figure, name: 'answer' },
    { ...figure, name: 'another', series: 'another' },
  ];
  return { name: 'a group', alone: false, planned, measure };
}

describe('figures that are taken', () => {
  it('are judged by their series, and one without a series says so', async () => {
    const series = [{ name: 'answer', unit: 'ms', values: { baton: [40] } }];
    const { figures } = await take(
      group(() => Promise.resolve({ series })),
      run,
    );
    expect(figures).toMatchObject([
      { name: 'answer', value: 40, measured: true, holds: true },
      { name: 'another', measured: false, because: expect.stringContaining('not among') },
    ]);
  });

  it('that could not be taken say why in one line, without a place on this machine', async () => {
    const failing = group(() => Promise.reject(new Error(`No ${tmpdir()}/a/file\nat line 3`)));
    const { figures } = await take(failing, run);
    expect(figures).toHaveLength(2);
    for (const figure of figures) {
      expect(Figure.parse(figure).measured).toBe(false);
      expect(figure.because).toBe('Error: No /a/file');
    }
  });

  it('that nobody asked for are there all the same', () => {
    expect(GROUPS.flatMap((one) => leaveOut(one).figures).every((one) => !one.measured)).toBe(true);
  });
});

describe('the command', () => {
  it('takes all groups, or those that hold a name', () => {
    expect(groupsOf([])).toEqual(GROUPS);
    expect(groupsOf(['answer', 'growth']).map(({ name }) => name)).toEqual(['calls', 'growth']);
    expect(() => groupsOf(['anser'])).toThrow('There is no figure "anser"; the groups are: calls');
  });

  it('reads how often, and refuses what is no number of runs', () => {
    expect(readArguments(['--only', 'answer', '--only', 'refer', '--runs', '5'])).toEqual({
      only: ['answer', 'refer'],
      runs: 5,
    });
    expect(() => readArguments(['--runs', 'many'])).toThrow('whole number');
    expect(() => readArguments(['--run', '5'])).toThrow();
  });

  it('has no two figures of one name', () => {
    const names = GROUPS.flatMap(({ planned }) => planned.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('an answer of the backend', () => {
  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{', false],
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}', true],
    ['HTTP/1.1 200 OK\r\nContent-Len', false],
    ['HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n', false],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', true],
  ])('%j is whole: %s', (answer, whole) => {
    expect(isWhole(answer)).toBe(whole);
  });
});
