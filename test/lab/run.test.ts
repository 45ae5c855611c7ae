import { describe, expect, it } from 'vitest';
import { readArguments } from '../../lab/arguments.ts';
import { isWanted } from '../../lab/run.ts';
import { TABLE } from '../../lab/table.ts';
import { CHANNELS } from '../../lab/result.ts';

const KNOWN = ['busy-486', 'transfer'];
const BUSY = TABLE.find(({ fault }) => fault === 'busy-486')!;

describe('what the lab is asked for', () => {
  it('is everything where nothing is said', () => {
    const wanted = readArguments([], KNOWN);
    expect(wanted).toMatchObject({ only: [], short: false, channels: CHANNELS });
    expect(isWanted(BUSY, 'browser', wanted)).toBe(true);
  });

  it('is one fault, one kind, or one channel', () => {
    const one = readArguments(['--only', 'busy-486', '--channel', 'telephone'], KNOWN);
    expect(isWanted(BUSY, 'telephone', one)).toBe(true);
    expect(isWanted(BUSY, 'browser', one)).toBe(false);
    const kind = readArguments(['--only', 'transfer'], KNOWN);
    expect(TABLE.filter((row) => isWanted(row, 'telephone', kind)).map((row) => row.kind)).toEqual(
      Array.from(
        { length: TABLE.filter((row) => row.kind === 'transfer').length },
        () => 'transfer',
      ),
    );
  });

  it('is in short what the table marks', () => {
    const short = readArguments(['--short'], KNOWN);
    const cells = TABLE.flatMap((row) =>
      CHANNELS.filter((channel) => isWanted(row, channel, short)),
    );
    expect(cells).toHaveLength(TABLE.flatMap((row) => row.short ?? []).length);
  });

  it('is refused with a reason where there is no such fault, channel or number', () => {
    expect(() => readArguments(['--only', 'nothing'], KNOWN)).toThrow('busy-486, transfer');
    expect(() => readArguments(['--channel', 'letter'], KNOWN)).toThrow(
      'telephone, browser, stream',
    );
    expect(() => readArguments(['--at-once', '0'], KNOWN)).toThrow('whole number');
  });
});
