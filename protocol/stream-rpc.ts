import { z } from 'zod';

/** What the room's agent asks of a caller that the telephony gateway brings in, by LiveKit's RPC. */

/** Barge-in: what was sent to the platform and is not played yet is dropped. */
export const CLEAR_RPC = 'baton.clear';

/** The switch takes the call over. */
export const REVERSE_TRANSFER_RPC = 'baton.reverse_transfer';

/** Milliseconds in which a switch can say that it has carried a transfer out. */
export const CONFIRM_LIMIT_MS = 6000;
/** Milliseconds in which the sound before the request is heard to its end. */
export const QUIET_LIMIT_MS = 1500;
/** Milliseconds after which nobody waits for the answer. */
export const REVERSE_TRANSFER_LIMIT_MS = CONFIRM_LIMIT_MS + QUIET_LIMIT_MS + 2500;

export const ReverseTransferRequest = z.strictObject({
  /** A number or an extension of the switch. */
  transferno: z.string().regex(/^[+0-9*#]{1,64}$/, 'a number or an extension'),
});
export type ReverseTransferRequest = z.infer<typeof ReverseTransferRequest>;

export const ReverseTransferAnswer = z.strictObject({
  /** The request has left for the switch. */
  sent: z.boolean(),
  /** The switch's `stop` named the transfer. */
  confirmed: z.boolean(),
});
export type ReverseTransferAnswer = z.infer<typeof ReverseTransferAnswer>;
