import { z } from 'zod';
import { Machine } from '../bench/result.ts';

/** The ways a caller can be on the line; the columns of the table. */
export const CHANNELS = ['telephone', 'browser', 'stream'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What went wrong with whom; the rows stand below these. */
export const KINDS = [
  'transfer',
  'hang-up',
  'voicemail',
  'batch',
  'barge-in',
  'metadata',
  'provider',
  'silence',
] as const;
export type Kind = (typeof KINDS)[number];

/** Milliseconds from the first sample that the caller has heard. */
const At = z.number();

/** One stretch of speech at the caller's ear, as the recogniser understands it. */
const HeardSpan = z.strictObject({ from_ms: At, to_ms: At, text: z.string() });

/** Something that was done to the call or by the caller. */
const Deed = z.strictObject({ at_ms: At, until_ms: At.optional(), what: z.string() });
export type Deed = z.infer<typeof Deed>;

const SeenEvent = z.strictObject({ at_ms: At, type: z.string(), detail: z.string() });
export type SeenEvent = z.infer<typeof SeenEvent>;

/** What was still there of a call when a bounded wait was over. */
export const Leaks = z.strictObject({
  room: z.string().nullable(),
  processes: z.array(z.int()),
  webhooks: z.array(z.string()),
  waited_ms: z.number(),
});
export type Leaks = z.infer<typeof Leaks>;

const place = {
  fault: z.string().min(1),
  kind: z.enum(KINDS),
  title: z.string().min(1),
  channel: z.enum(CHANNELS),
};

/** One call that was made. */
const Tried = z.strictObject({
  ...place,
  state: z.enum(['held', 'failed']),
  /** What was not as the table says; empty where it held. */
  because: z.array(z.string()),
  remark: z.string().optional(),
  heard: z.array(HeardSpan),
  /** How loud it was at the caller's ear, 0–1, ten a second. */
  levels: z.array(z.number()),
  deeds: z.array(Deed),
  /** What the providers were asked for, and when. */
  requests: z.array(z.strictObject({ at_ms: At, to: z.enum(['model', 'voice', 'recogniser']) })),
  events: z.array(SeenEvent),
  verdict: z.string(),
  ending: z.string(),
  leaks: Leaks,
  took_ms: z.number(),
});
export type Tried = z.infer<typeof Tried>;

/** A cell without a call: it makes no sense there, or was not asked for. */
const Untried = z.strictObject({
  ...place,
  state: z.enum(['does not apply', 'not asked for']),
  because: z.array(z.string()),
});

export const CellResult = z.discriminatedUnion('state', [Tried, Untried]);
export type CellResult = z.infer<typeof CellResult>;

/** `lab/results/latest.json`. */
export const LabResults = z.strictObject({
  machine: Machine,
  took_ms: z.number(),
  at_once: z.int(),
  cells: z.array(CellResult),
  /** What the whole house left behind once every call was over; empty: nothing. */
  left_behind: z.array(z.string()),
});
export type LabResults = z.infer<typeof LabResults>;
