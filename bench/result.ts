import { z } from 'zod';

/** The two forms of the program without Baton, and Baton itself. */
export const PROGRAMS = ['baton', 'as-taught', 'tuned'] as const;
export type Program = (typeof PROGRAMS)[number];
/** Where Baton is compared with itself: a house with little in it. */
export const LITTLE = 'little';

const Value = z.number().nullable();

/**
 * One figure. `bare` is the program as the documentation teaches it, `tuned` the expert's; where Baton
 * is compared with itself, `bare` is the house with little in it.
 */
export const Figure = z
  .strictObject({
    name: z.string().min(1),
    aim: z.string().min(1),
    value: Value,
    bare: Value,
    /** `value` / `bare`. */
    ratio: Value,
    unit: z.string(),
    runs: z.int().min(0),
    measured: z.boolean(),
    /** Null where nothing was measured. */
    holds: z.boolean().nullable(),
    tuned: Value,
    ratio_tuned: Value,
    /** Where `ratio` and `ratio_tuned` lie, at 95 %. */
    spread: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
    spread_tuned: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
    /** Why it could not be measured, or what of the aim is missed. */
    because: z.string().optional(),
  })
  .refine(({ measured, value, holds }) => measured === (value !== null && holds !== null), {
    error: 'what was measured has a value and a verdict, what was not has neither',
  })
  .refine(({ measured, because }) => measured || because !== undefined, {
    error: 'what was not measured says why',
  });
export type Figure = z.infer<typeof Figure>;

export const Machine = z.strictObject({
  at: z.iso.datetime(),
  node: z.string(),
  system: z.string(),
  processor: z.string(),
  cores: z.int(),
  memory_mb: z.int(),
  /** Processes that wanted a core in the minute before; above `cores` the figures are of a busy machine. */
  load_at_start: z.number(),
});
export type Machine = z.infer<typeof Machine>;

/** What the figures were made of: each program's values, run by run. */
export const Series = z.strictObject({
  name: z.string(),
  unit: z.string(),
  values: z.partialRecord(z.enum([...PROGRAMS, LITTLE]), z.array(z.number())),
});
export type Series = z.infer<typeof Series>;

/** The steps of one handoff in ms from its decision. */
export const Waterfall = z.record(z.string(), z.number());
export type Waterfall = z.infer<typeof Waterfall>;

/** `bench/results/latest.json`. */
export const Results = z.strictObject({
  machine: Machine,
  figures: z.array(Figure),
  series: z.array(Series),
  waterfalls: z.array(Waterfall),
});
export type Results = z.infer<typeof Results>;
