import { describe, expect, it } from 'vitest';
import { CHANNELS, KINDS } from '../../lab/result.ts';
import { TABLE } from '../../lab/table.ts';

const cells = TABLE.flatMap(({ fault, cells: own }) =>
  CHANNELS.map((channel) => ({ fault, channel, cell: own[channel] })),
);

describe('the table of the call lab', () => {
  it('names each fault once', () => {
    const faults = TABLE.map(({ fault }) => fault);
    expect(new Set(faults).size).toBe(faults.length);
  });

  it('tries every kind in its short form, on some channel where there is a call', () => {
    const short = TABLE.flatMap((row) => (row.short ?? []).map((channel) => ({ row, channel })));
    expect(new Set(short.map(({ row }) => row.kind))).toEqual(new Set(KINDS));
    expect(new Set(short.map(({ channel }) => channel))).toEqual(new Set(CHANNELS));
    for (const { row, channel } of short)
      expect(row.cells[channel]).not.toHaveProperty('doesNotApply');
  });

  it('has a call on some channel for every fault, and a reason where there is none', () => {
    for (const { cells: own } of TABLE)
      expect(CHANNELS.some((channel) => !('doesNotApply' in own[channel]))).toBe(true);
    for (const { cell } of cells)
      if ('doesNotApply' in cell) expect(cell.doesNotApply.length).toBeGreaterThan(20);
  });

  it('calls nobody bridged who hung up, and expects a verdict of every transfer that was sent', () => {
    for (const { fault, cell } of cells) {
      if ('doesNotApply' in cell) continue;
      const { expect: expected } = cell;
      if (fault.startsWith('hang-up')) expect(expected.verdict).not.toBe('bridged');
      if (expected.events?.includes('transfer_sent')) expect(expected.verdict).not.toBe('none');
    }
  });
});
