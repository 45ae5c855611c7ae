import { z } from 'zod';
import { DeskNews } from './desk.ts';
import { DialledTarget } from './manual-transfer.ts';

/**
 * A message of the command stream (`GET /api/calls/{session_id}/commands`, server-sent events,
 * `data:` is this JSON). The heartbeat comes each second and is the lease: a worker whose epoch
 * is below `epoch` falls silent and leaves.
 */
export const Command = z.discriminatedUnion('type', [
  z.object({ type: z.literal('heartbeat'), epoch: z.int() }),
  z.object({ type: z.literal('end_call') }),
  /** An operator has dialled for the caller; the events of `attempt_id` tell what comes of it. */
  z.object({ type: z.literal('transfer'), attempt_id: z.uuid(), target: DialledTarget }),
  /** How a call of this session stands at the desk; told anew whenever that changes. */
  z.object({ type: z.literal('desk'), news: DeskNews }),
]);
export type Command = z.infer<typeof Command>;

export const HEARTBEAT_MS = 1000;

/** `PUT /api/calls/{session_id}/lease`: the worker of this epoch is alive. */
export const LeaseRenewal = z.object({ epoch: z.int().min(1) });
/** Milliseconds after which a worker says so again. */
export const RENEW_MS = 4000;
