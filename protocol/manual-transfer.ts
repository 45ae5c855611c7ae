import { z } from 'zod';

/** What an operator has dialled; `extension_uri` makes it an address. */
export const DialledTarget = z
  .string()
  .regex(/^[0-9*#]{1,15}$/, 'up to fifteen of the keys 0 to 9, * and #');

/** `POST /api/calls/{session_id}/transfer`. */
export const ManualTransferRequest = z.strictObject({ target: DialledTarget });
export type ManualTransferRequest = z.infer<typeof ManualTransferRequest>;

/** The worker is asked; the events of the attempt tell what comes of it. */
export const ManualTransfer = z.object({ attempt_id: z.uuid() });
export type ManualTransfer = z.infer<typeof ManualTransfer>;

/** The name under which the timeline has it. */
export const MANUAL_TRANSFER = 'operator_transfer';
