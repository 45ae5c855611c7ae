import { z } from 'zod';
import { DISCONNECTED_BY } from './call-event.ts';
import { Variables } from './context.ts';
import { Slug } from './slug.ts';
import { TRANSFER_METHODS } from './transfer-target.ts';
import { Evidence, VERDICTS } from './verdict.ts';

/** The transfer fields of a result, by the document's names (X10). */
export const TransferState = z.object({
  was_transferred: z.boolean(),
  transfer_destination: z.string().nullable(),
  transfer_target: z.string().nullable(),
  transfer_reason: z.string().nullable(),
  transfer_method: z.enum(TRANSFER_METHODS).nullable(),
  transfer_at: z.iso.datetime().nullable(),
  transfer_failed_reason: z.string().nullable(),
});
export type TransferState = z.infer<typeof TransferState>;

export const TransferAttempt = z.object({
  attempt_id: z.uuid(),
  target: z.string().nullable(),
  method: z.enum(TRANSFER_METHODS),
  destination: z.string(),
  started: z.iso.datetime(),
  ended: z.iso.datetime().nullable(),
  evidence: Evidence.nullable(),
  /** `unknown` for an attempt that was sent and never judged: its worker died. */
  verdict: z.enum(VERDICTS),
});
export type TransferAttempt = z.infer<typeof TransferAttempt>;

/** What a call came to: `result` in `GET /api/calls/{id}` and in `call.completed`. */
export const CallResult = TransferState.extend({
  disconnected_by: z.enum(DISCONNECTED_BY).nullable(),
  /** Of the last attempt that was sent; `none` where there was none. */
  verdict: z.enum(VERDICTS),
  attempts: z.array(TransferAttempt),
  handoffs: z.array(
    z.object({ from: Slug, to: Slug, reason: z.string().nullable(), at: z.iso.datetime() }),
  ),
  variables: Variables,
  duration_ms: z.number().nullable(),
  /** When a person was first known to be there. */
  human_connected_at: z.iso.datetime().nullable(),
  transcript: z.array(
    z.object({
      role: z.enum(['caller', 'agent']),
      text: z.string(),
      character: Slug,
      at: z.iso.datetime(),
    }),
  ),
});
export type CallResult = z.infer<typeof CallResult>;
