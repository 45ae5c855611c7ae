import { seeded, spreadAround } from '../statistics.ts';

/** Milliseconds in the middle, as the issue of the figures names them. */
export const MIDDLE = { first_token: 400, first_audio: 200, metadata: 150 } as const;
type Kind = keyof typeof MIDDLE;
const KINDS = Object.keys(MIDDLE) as Kind[];

/** What each request waits: a spread of its own for each kind, the same in every program's n-th run. */
export class Latencies {
  #draws = drawsOf(0);

  /** From now on the waits of this run. */
  begin(run: number): void {
    this.#draws = drawsOf(run);
  }

  next(kind: Kind): number {
    return spreadAround(MIDDLE[kind], this.#draws[kind]);
  }
}

function drawsOf(run: number): Record<Kind, () => number> {
  const draws = KINDS.map((kind, index) => [kind, seeded(run * 1000 + index)]);
  return Object.fromEntries(draws) as Record<Kind, () => number>;
}
