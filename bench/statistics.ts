/** A spread and the same each time: mulberry32, numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The value below which a share (0–1) of the values lies, on a straight line between two of them. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (low === undefined || high === undefined) throw new Error('Nothing was measured.');
  return low + (high - low) * (at - Math.floor(at));
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;
const SEED = 20_260_101;

/**
 * Where the ratio of one share of two samples lies, at 95 %: by drawing both anew, with what was
 * drawn put back (percentile bootstrap).
 */
export function ratioInterval(
  values: readonly number[],
  bare: readonly number[],
  share: number,
): Interval {
  const random = seeded(SEED);
  const again = (sample: readonly number[]): number[] =>
    sample.map(() => sample[Math.floor(random() * sample.length)] ?? 0);
  const ratios = Array.from(
    { length: RESAMPLES },
    () => quantile(again(values), share) / quantile(again(bare), share),
  );
  return { low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) };
}

/** A wait of about `middle` ms with a long tail, as services have it; its median is `middle`. */
export function spreadAround(middle: number, random: () => number): number {
  const [one, other] = [Math.max(random(), Number.EPSILON), random()];
  const normal = Math.sqrt(-2 * Math.log(one)) * Math.cos(2 * Math.PI * other);
  return middle * Math.exp(SPREAD * normal);
}

/** Standard deviation of the logarithm: nine waits of ten lie between 0.85 and 1.18 of the middle. */
const SPREAD = 0.1;
