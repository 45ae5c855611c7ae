import { z } from 'zod';
import { CallSummary, RecordedEvent } from './call-record.ts';

/** A call that goes on, and its timeline so far. */
export const LiveCall = CallSummary.extend({ events: z.array(RecordedEvent) });
export type LiveCall = z.infer<typeof LiveCall>;

export const SPEAKERS = ['caller', 'agent'] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** `PUT /api/calls/{session_id}/speaking`: who speaks at this moment. */
export const Speaking = z.object({ who: z.array(z.enum(SPEAKERS)).max(SPEAKERS.length) });
export type Speaking = z.infer<typeof Speaking>;

/**
 * One message of `GET /api/calls/live` (server-sent events, `data:` is this JSON). A snapshot comes
 * first, or, with `Last-Event-ID`, what has happened since. An event may come twice: its id tells.
 */
export const LiveNews = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), calls: z.array(LiveCall) }),
  /** Of a call that was not told of before. */
  z.object({ type: z.literal('call'), call: CallSummary }),
  z.object({ type: z.literal('event'), session_id: z.string(), event: RecordedEvent }),
  /** Who speaks from now on; it has no id, because it is not told again. */
  Speaking.extend({ type: z.literal('speaking'), session_id: z.string() }),
]);
export type LiveNews = z.infer<typeof LiveNews>;
