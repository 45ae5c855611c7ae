import { z } from 'zod';
import { Slug } from './slug.ts';

export const CALLBACK_STATES = [
  /** Due at `due_at`. */
  'waiting',
  /** Taken; whether a worker was asked for it is being found out. */
  'placing',
  /** A worker was asked, and dials or talks. */
  'placed',
  'done',
  'failed',
  'cancelled',
] as const;
export type CallbackState = (typeof CALLBACK_STATES)[number];

/** What a caller asked for, as the event `callback_scheduled` told it. */
export const CallbackRequest = z.object({
  callback_id: z.uuid(),
  /** The call in which it was asked for. */
  session_id: z.string(),
  name: z.string().nullable(),
  reason: z.string(),
  /** Who is to speak. */
  character: Slug,
  due_at: z.iso.datetime(),
  asked_at: z.iso.datetime(),
});
export type CallbackRequest = z.infer<typeof CallbackRequest>;

/** A call that is made because a caller has asked for it (R7). */
export const Callback = CallbackRequest.extend({
  workspace: z.string(),
  /** E.164, as it was asked for; policy is asked again before it is dialled. */
  number: z.string(),
  /** Due at once, whatever the hours: an operator wants it. */
  any_hour: z.boolean(),
  state: z.enum(CALLBACK_STATES),
  /** Calls that were placed for it so far. */
  attempts: z.int(),
  /** What became of the last call, or why there is none; null: nothing yet. */
  last_outcome: z.string().nullable(),
  /** The call that was placed last. */
  placed_session_id: z.string().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  /** Everything that was asked for, oldest first; the newest is what is done. */
  requests: z.array(CallbackRequest),
});
export type Callback = z.infer<typeof Callback>;
