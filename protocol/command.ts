import { z } from 'zod';

/**
 * A message of the command stream (`GET /api/calls/{session_id}/commands`, server-sent events,
 * `data:` is this JSON). The heartbeat comes each second and is the lease: a worker whose epoch
 * is below `epoch` falls silent and leaves.
 */
export const Command = z.discriminatedUnion('type', [
  z.object({ type: z.literal('heartbeat'), epoch: z.int() }),
  z.object({ type: z.literal('end_call') }),
]);
export type Command = z.infer<typeof Command>;

export const HEARTBEAT_MS = 1000;
