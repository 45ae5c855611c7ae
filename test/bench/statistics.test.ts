import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, ratioInterval, seeded, spreadAround } from '../../bench/statistics.ts';

const values = fc.array(fc.double({ min: 1, max: 1e4, noNaN: true }), { minLength: 2 });

describe('a share of the runs', () => {
  it('is the middle one, or halfway between the two in the middle', () => {
    expect(quantile([9, 1, 5], 0.5)).toBe(5);
    expect(quantile([1, 2, 3, 10], 0.5)).toBe(2.5);
    expect(quantile([7], 0.95)).toBe(7);
  });

  it('lies among the values, does not depend on their order, and grows with the share', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (sample, share) => {
        const found = quantile(sample, share);
        expect(found).toBeGreaterThanOrEqual(Math.min(...sample));
        expect(found).toBeLessThanOrEqual(Math.max(...sample));
        expect(quantile([...sample].reverse(), share)).toBe(found);
        expect(quantile(sample, 1)).toBeGreaterThanOrEqual(found);
      }),
    );
  });

  it('of no runs is a fault and not a zero', () => {
    expect(() => quantile([], 0.5)).toThrow('Nothing was measured');
  });
});

describe('the spread of a ratio', () => {
  const drawn = (middle: number, runs: number, seed: number) => {
    const random = seeded(seed);
    return Array.from({ length: runs }, () => spreadAround(middle, random));
  };
  const ofTwo = (runs: number, seed: number) =>
    ratioInterval(drawn(100, runs, seed), drawn(500, runs, seed + 1000), 0.5);

  it('holds the true ratio nineteen times of twenty', () => {
    const all = Array.from({ length: 40 }, (_, seed) => ofTwo(25, seed));
    const held = all.filter(({ low, high }) => low <= 0.2 && 0.2 <= high);
    expect(held.length).toBeGreaterThanOrEqual(34);
    expect(all.filter(({ high }) => high < 0.25)).toHaveLength(40);
  });

  it('is narrower with more runs', () => {
    const [few, many] = [ofTwo(8, 7), ofTwo(200, 7)];
    expect(few.high - few.low).toBeGreaterThan(2 * (many.high - many.low));
  });

  it('is the same each time', () => {
    expect(ofTwo(20, 3)).toEqual(ofTwo(20, 3));
  });
});

describe("a service's latency", () => {
  it('is about its middle, differs from request to request, and comes again with its seed', () => {
    const draw = (seed: number) => {
      const random = seeded(seed);
      return Array.from({ length: 1000 }, () => spreadAround(400, random));
    };
    expect(quantile(draw(3), 0.5)).toBeCloseTo(400, -1);
    expect(quantile(draw(3), 0.95)).toBeGreaterThan(440);
    expect(quantile(draw(3), 0.95)).toBeLessThan(520);
    expect(draw(3)).toEqual(draw(3));
    expect(draw(4)).not.toEqual(draw(3));
  });
});
