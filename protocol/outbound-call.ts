import { z } from 'zod';
import { Variables } from './context.ts';
import { Slug } from './slug.ts';

/** A call out: `POST /api/calls/outbound`. */
export const OutboundCallRequest = z.object({
  /** E.164, or an extension of the trunk's switch. */
  number: z.string().trim().min(1).max(64),
  character: Slug.optional(),
  variables: Variables.optional(),
});
export type OutboundCallRequest = z.infer<typeof OutboundCallRequest>;

export const OutboundCall = z.object({ session_id: z.string(), room: z.string() });
export type OutboundCall = z.infer<typeof OutboundCall>;
