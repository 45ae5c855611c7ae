import { z } from 'zod';
import { CallResult } from './call-result.ts';
import { Slug } from './slug.ts';
import { TRANSFER_METHODS } from './transfer-target.ts';
import { Evidence } from './verdict.ts';

export const WEBHOOK_TYPES = [
  'call.started',
  'handoff.committed',
  'transfer.started',
  'transfer.connected',
  'transfer.failed',
  'call.completed',
] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

const webhook = <T extends WebhookType, S extends z.ZodRawShape>(type: T, data: S) =>
  z.object({
    type: z.literal(type),
    /** When it happened, not when it was sent. */
    timestamp: z.iso.datetime(),
    data: z.object({ session_id: z.string(), ...data }),
  });

/** What the customer's service is told of a call, by Standard Webhooks (X11). */
export const WebhookPayload = z.discriminatedUnion('type', [
  webhook('call.started', { character: Slug, channel: z.string() }),
  webhook('handoff.committed', {
    attempt_id: z.uuid(),
    from: Slug,
    to: Slug,
    reason: z.string().nullable(),
  }),
  /** The request of a transfer has left. */
  webhook('transfer.started', {
    attempt_id: z.uuid(),
    destination: z.string(),
    method: z.enum(TRANSFER_METHODS),
    reason: z.string().nullable(),
  }),
  /** A person is there. */
  webhook('transfer.connected', {
    attempt_id: z.uuid(),
    verdict: z.enum(['bridged', 'human_answered']),
    evidence: Evidence,
  }),
  webhook('transfer.failed', {
    attempt_id: z.uuid(),
    destination: z.string(),
    error: z.string(),
    reason: z.string().nullable(),
    sip_status: z.int().nullable(),
  }),
  /** Once a call. */
  webhook('call.completed', { result: CallResult }),
]);
export type WebhookPayload = z.infer<typeof WebhookPayload>;
