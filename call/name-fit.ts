/** Words of what was said that may be these words of a name; masks of word numbers. */
export interface Pair {
  readonly said: number;
  readonly name: number;
  /** Share of what was said, and share of the name. */
  readonly heard: number;
  readonly named: number;
}

type Fit = Pick<Pair, 'heard' | 'named'>;

const NOTHING: Fit = { heard: 0, named: 0 };

/** The pairs that fit beside each other, no word used twice, and explain the most. */
export function bestFit(pairs: readonly Pair[]): Fit {
  const known = new Map<number, Fit>();
  const from = (said: number, name: number): Fit => {
    const at = (said << 8) | name;
    const before = known.get(at);
    if (before) return before;
    let best = NOTHING;
    for (const pair of pairs) {
      // Each set of pairs is come upon in one order only: by what was said.
      if ((pair.said & said) !== 0 || (pair.name & name) !== 0) continue;
      const rest = from(said | upTo(pair.said), name | pair.name);
      const sum = { heard: rest.heard + pair.heard, named: rest.named + pair.named };
      if (worth(sum) > worth(best)) best = sum;
    }
    known.set(at, best);
    return best;
  };
  return from(0, 0);
}

/** These words, and every word before the first of them. */
const upTo = (words: number) => words | ((words & -words) - 1);

/** What was said counts most: a first name alone is often all that a caller knows. */
export function worth({ heard, named }: Fit): number {
  return Math.round((0.8 * heard + 0.2 * named) * 1e6) / 1e6;
}
