import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeLeft } from '../../call/longest-call.ts';

const MINUTE = 60_000;
const START = '2026-03-01T10:00:00.000Z';
const at = (ms: number) => Date.parse(START) + ms;

describe('the longest duration of a call', () => {
  it('warns one minute before the end', () => {
    expect(timeLeft(START, 60 * MINUTE, at(0))).toEqual({
      until_warning: 59 * MINUTE,
      until_end: 60 * MINUTE,
    });
  });

  it('counts from the start of the call, for whoever has taken it over', () => {
    expect(timeLeft(START, 60 * MINUTE, at(59.5 * MINUTE))).toEqual({
      until_warning: 0,
      until_end: MINUTE / 2,
    });
  });

  it('is none where nothing bounds it', () => {
    expect(timeLeft(START, 0, at(90 * MINUTE))).toBeNull();
  });

  it('never warns after the end, and never less than it can', () => {
    const ms = fc.integer({ min: 1, max: 1440 * MINUTE });
    fc.assert(
      fc.property(ms, fc.integer({ min: 0, max: 2880 * MINUTE }), (longest, later) => {
        const left = timeLeft(START, longest, at(later))!;
        expect(left.until_end).toBe(Math.max(0, longest - later));
        expect(left.until_warning).toBeGreaterThanOrEqual(0);
        expect(left.until_warning).toBeLessThanOrEqual(left.until_end);
        if (later === 0) {
          const notice = left.until_end - left.until_warning;
          expect(notice).toBe(Math.min(MINUTE, longest / 2));
        }
      }),
    );
  });
});
