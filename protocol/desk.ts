import { z } from 'zod';

/** Where a call stands that has been handed to the desk (X8). */
export const DESK_STATES = [
  'waiting',
  'claimed',
  'connected',
  'returned',
  'abandoned',
  'done',
] as const;
export type DeskState = (typeof DESK_STATES)[number];

/** Why a caller is in the queue no more whom nobody has taken. */
export const DESK_LEFT = ['caller_left', 'went_back', 'call_back', 'nobody_there'] as const;
export type DeskLeft = (typeof DESK_LEFT)[number];

/** Name of a queue: the value of a target of type `agent_queue`. */
export const QueueName = z.string().trim().min(1).max(256);

/** A call at the desk. Its id is that of the attempt to transfer. */
export const DeskEntry = z.object({
  id: z.uuid(),
  session_id: z.string(),
  queue: QueueName,
  /** Name or number, as far as either is known. */
  caller: z.string().nullable(),
  reason: z.string(),
  /** What was said so far, in a few sentences; null until it is made. */
  summary: z.string().nullable(),
  enqueued_at: z.iso.datetime(),
  /** From 1 within its queue; null for one that does not wait. */
  position: z.int().min(1).nullable(),
  state: z.enum(DESK_STATES),
  claimed_by: z.string().nullable(),
});
export type DeskEntry = z.infer<typeof DeskEntry>;

/** `GET /api/desk/queue`: the calls that wait or are in hand, oldest first, and who takes calls. */
export const DeskQueue = z.object({
  entries: z.array(DeskEntry),
  /** Names of the operators on duty. */
  on_duty: z.array(z.string()),
});
export type DeskQueue = z.infer<typeof DeskQueue>;

/** Milliseconds after which somebody is no longer on duty whose console says nothing more. */
export const DUTY_MS = 60_000;

/** `PUT /api/desk/duty`: said anew while it holds, well within {@link DUTY_MS}. */
export const DutyRequest = z.object({ on: z.boolean() });
export type DutyRequest = z.infer<typeof DutyRequest>;

/** Milliseconds that whoever has claimed a call has to come into its room. */
export const CLAIM_MS = 30_000;

/** `POST /api/desk/{id}/claim`: the door to the caller's room, for this one person. */
export const DeskClaim = z.object({ entry: DeskEntry, url: z.string(), token: z.string() });
export type DeskClaim = z.infer<typeof DeskClaim>;

/** `POST /api/desk/{id}/return`: the character has the caller again, and knows the note. */
export const DeskReturnRequest = z.object({ note: z.string().trim().max(500).optional() });
export type DeskReturnRequest = z.infer<typeof DeskReturnRequest>;

/** `GET /api/desk/{id}/transcript`: what caller and characters have said so far. */
export const DeskTranscript = z.object({
  turns: z.array(
    z.object({
      role: z.enum(['caller', 'agent']),
      text: z.string(),
      character: z.string(),
      at: z.iso.datetime(),
    }),
  ),
});
export type DeskTranscript = z.infer<typeof DeskTranscript>;

/** `POST /api/calls/{session_id}/desk`: a worker hands a call over; again with the same id changes nothing. */
export const DeskRequest = z.object({
  id: z.uuid(),
  queue: QueueName,
  caller: z.string().max(200).nullable(),
  reason: z.string().max(500),
});
export type DeskRequest = z.infer<typeof DeskRequest>;

/** `PUT /api/calls/{session_id}/desk/{id}/summary`. */
export const DeskSummary = z.object({ summary: z.string().trim().min(1).max(4000) });
export type DeskSummary = z.infer<typeof DeskSummary>;

/** What a worker is told of a call of its own at the desk. */
export const DeskNews = z.object({
  id: z.uuid(),
  state: z.enum(DESK_STATES),
  position: z.int().min(1).nullable(),
  /** Seconds that the last callers of this queue waited on average; null where none did. */
  usual_wait_s: z.number().nullable(),
  on_duty: z.int().min(0),
  /** Of a call that was handed back. */
  note: z.string().nullable(),
});
export type DeskNews = z.infer<typeof DeskNews>;

/** Attribute of the participant that a person at the desk is: the id of the call they have taken. */
export const DESK_ATTRIBUTE = 'baton.desk';
