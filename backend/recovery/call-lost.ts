import { attemptsOf, type AttemptEvents } from '../../call/transfer-attempts.ts';
import { hasLeftUs } from '../../call/verdict.ts';
import type { TransferMethod } from '../../protocol/transfer-target.ts';
import type { Execution } from '../../protocol/verdict.ts';
import type { Said } from '../own-event.ts';
import type { StoredEvent } from '../store/events.ts';
import type { SessionRow } from '../store/sessions.ts';
import { WORKER_LOST } from '../taken-over.ts';

/** As far as the method tells it. */
const EXECUTION: Record<TransferMethod, Execution> = {
  livekit_sip_refer: 'refer',
  websocket_reverse_transfer: 'stream',
  warm: 'consult',
  agent_desk: 'desk',
};

/**
 * What the record says of a call whose worker is gone: that, and that nobody knows what has become
 * of a request that was out. Whoever waits at the desk waits on.
 */
export function lostEvents({ epoch }: SessionRow, events: readonly StoredEvent[]): Said[] {
  // Each worker that has opened the call is lost once at most.
  const lost = events.filter((one) => one.type === 'worker_lost' && !one.late);
  const told = lost.length >= epoch;
  const attempts = attemptsOf(events.filter(({ late }) => !late));
  return [...(told ? [] : [{ type: 'worker_lost' as const }]), ...attempts.flatMap(attemptLost)];
}

function attemptLost({ attempt_id, sent, judged }: AttemptEvents): Said[] {
  if (!sent || judged || sent.method === 'agent_desk') return [];
  const { destination, reason } = sent;
  const fact = { attempt_id, destination, ...(reason !== undefined && { reason }) };
  const evidence = {
    execution: EXECUTION[sent.method],
    accepted: false,
    api_code: WORKER_LOST,
    answered_after_ms: 0,
    leg_present: true,
  };
  return [
    { type: 'transfer_failed', ...fact, error: WORKER_LOST },
    { type: 'transfer_judged', attempt_id, verdict: 'unknown', evidence },
  ];
}

/** Whether the caller had been put through before the worker was lost. */
export function wasPutThrough(events: readonly StoredEvent[]): boolean {
  return attemptsOf(events).some(
    ({ stands, judged }) => stands && judged !== null && hasLeftUs(judged.verdict),
  );
}
