import { z } from 'zod';

/** What became of a transfer: a closed set, `unknown` in it (B2). */
export const VERDICTS = [
  'none',
  'bridged',
  'human_answered',
  'accepted_unconfirmed',
  'declined',
  'busy',
  'no_answer',
  'voicemail',
  'refused_by_trunk',
  'caller_left',
  'failed',
  'unknown',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * How the request was carried out. `dial_in`: the person is dialled into the caller's room;
 * `consult`: the same, and asked first, while the caller hears music; `desk`: the caller waits until
 * somebody at the console comes into the room; `stream`: the switch that streams the call to us is
 * asked to take it.
 */
export const EXECUTIONS = ['refer', 'dial_in', 'consult', 'desk', 'stream'] as const;
export type Execution = (typeof EXECUTIONS)[number];

/** How a person who was asked to take a call has answered; `machine`: nobody was there. */
export const CONSULT_ANSWERS = ['yes', 'no', 'none', 'machine'] as const;
export type ConsultAnswer = (typeof CONSULT_ANSWERS)[number];

/** What such an answer rests on. */
export const ANSWERED_BY = ['word', 'key', 'silence', 'machine_words', 'beep', 'hung_up'] as const;
export type AnsweredBy = (typeof ANSWERED_BY)[number];

/** What a verdict rests on. Only facts; the judgement is `call/verdict.ts`. */
export const Evidence = z.object({
  execution: z.enum(EXECUTIONS),
  /** The API said that the request succeeded. */
  accepted: z.boolean(),
  /** SIP status in the API's answer, where there was one. */
  sip_status: z.int().optional(),
  /** The API's own code, such as `deadline_exceeded`. */
  api_code: z.string().optional(),
  /** Milliseconds from the request to its answer. */
  answered_after_ms: z.number(),
  /** The caller's leg was in the room when the answer had been there for a moment. */
  leg_present: z.boolean(),
  /** Of a person dialled in: whether they were still there then. */
  person_present: z.boolean().optional(),
  /** Caller and person both had a voice in the room; the bridge subscribes a person to all of them. */
  both_subscribed: z.boolean().optional(),
  /** Of a request to the switch that streams the call: its `stop` named the transfer. */
  switch_confirmed: z.boolean().optional(),
  /** Of a consultation: what the person answered, and by what; `machine`: nobody was there. */
  answer: z.enum(CONSULT_ANSWERS).optional(),
  answered_by: z.enum(ANSWERED_BY).optional(),
  /** Names of the headers that went along; values are in no record. */
  headers: z.array(z.string()).optional(),
});
export type Evidence = z.infer<typeof Evidence>;
