import type { CallEvent } from '../protocol/call-event.ts';
import type { TransferState } from '../protocol/call-result.ts';
import { attemptsOf, type AttemptEvents } from './transfer-attempts.ts';

const NO_TRANSFER: TransferState = {
  was_transferred: false,
  transfer_destination: null,
  transfer_target: null,
  transfer_reason: null,
  transfer_method: null,
  transfer_at: null,
  transfer_failed_reason: null,
};

/**
 * The transfer fields of a result ("Native transfer-state on call results"), for every transport
 * alike. They are those of one attempt: the last that stands, else the last that failed. Pure, and
 * blind to the order in which events came and to repetitions.
 */
export function deriveTransferState(events: readonly CallEvent[]): TransferState {
  const attempts = attemptsOf(events);
  const decides = attempts.findLast((attempt) => attempt.stands) ?? attempts.at(-1);
  return decides ? stateOf(decides) : NO_TRANSFER;
}

function stateOf(attempt: AttemptEvents): TransferState {
  const { sent, failed, call, stands } = attempt;
  return {
    was_transferred: stands,
    transfer_destination: sent?.destination ?? failed?.destination ?? null,
    transfer_target: targetOf(attempt),
    transfer_reason: sent?.reason ?? failed?.reason ?? null,
    transfer_method: call?.method ?? sent?.method ?? null,
    transfer_at: sent?.at ?? null,
    // Sent, and neither failed nor agreed to: the call was over while the person was asked.
    transfer_failed_reason: stands ? null : (failed?.error ?? 'not_connected'),
  };
}

/** Id or label: as resolved, else as the model asked for it. */
export function targetOf({ call, sent }: AttemptEvents): string | null {
  const asked = call?.args['target'];
  return call?.target ?? sent?.target ?? (typeof asked === 'string' ? asked : null);
}
