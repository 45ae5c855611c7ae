import { z } from 'zod';

/** dBFS of a step in which nothing is heard, and the least that is told. */
export const SILENCE_DB = -90;
/** Steps that one message may hold of each side. */
const MOST_STEPS = 600;

/** One level a step: the root mean square of its samples, in dBFS. */
const Levels = z.array(z.int().min(SILENCE_DB).max(0)).max(MOST_STEPS);

/** How loud the two sides of a call were for a while. */
export const Sound = z.object({
  /** When the first step begins. */
  from: z.iso.datetime({ precision: 3 }),
  step_ms: z.int().min(10).max(1000),
  /** The caller as heard. */
  caller: Levels,
  /** The character as played. */
  agent: Levels,
});
export type Sound = z.infer<typeof Sound>;
