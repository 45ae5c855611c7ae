import { z } from 'zod';
import { CallEvent, DISCONNECTED_BY } from './call-event.ts';
import { CallResult } from './call-result.ts';
import { CHANNELS } from './names.ts';
import { Slug } from './slug.ts';
import { Sound } from './sound.ts';

export const CallSummary = z.object({
  session_id: z.string(),
  room: z.string(),
  channel: z.enum(CHANNELS),
  caller_id: z.string().nullable(),
  workspace: z.string(),
  epoch: z.int(),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  disconnected_by: z.enum(DISCONNECTED_BY).nullable(),
  path: z.array(Slug),
});
export type CallSummary = z.infer<typeof CallSummary>;

/** `late`: of an epoch that was over when it came. */
export const RecordedEvent = z.intersection(CallEvent, z.object({ late: z.boolean() }));
export type RecordedEvent = z.infer<typeof RecordedEvent>;

/** One call and its timeline, for an operator: `GET /api/calls/{session_id}`. */
export const CallRecord = CallSummary.extend({
  /** What the events come to; of a call that goes on, so far. */
  result: CallResult,
  /** In the order in which they are told: see `inOrder`. */
  events: z.array(RecordedEvent),
  /** How loud both sides were; empty where nobody measured it. */
  sound: z.array(Sound),
});
export type CallRecord = z.infer<typeof CallRecord>;
