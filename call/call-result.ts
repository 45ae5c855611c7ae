import type { CallEvent, DisconnectedBy } from '../protocol/call-event.ts';
import type { CallResult, TransferAttempt } from '../protocol/call-result.ts';
import type { Variables } from '../protocol/context.ts';
import { inOrder } from '../protocol/event-order.ts';
import type { Verdict } from '../protocol/verdict.ts';
import { ofType } from './timeline.ts';
import { attemptsOf, type AttemptEvents } from './transfer-attempts.ts';
import { deriveTransferState, targetOf } from './transfer-state.ts';

/** What is already known of a call when its result is asked for. */
export interface CallFacts {
  variables: Variables;
  /** ISO time; null while the call goes on. */
  ended_at: string | null;
  disconnected_by: DisconnectedBy | null;
}

/**
 * What a call came to; of one that goes on, so far. Pure, and blind to the order in which events
 * came and to repetitions.
 */
export function deriveResult(call: {
  events: readonly CallEvent[];
  derived: CallFacts;
  started_at: string;
}): CallResult {
  const { derived, started_at } = call;
  const events = inOrder(call.events);
  const attempts = attemptsOf(events);
  const lastSent = attempts.findLast((attempt) => attempt.sent);
  return {
    ...deriveTransferState(events),
    disconnected_by: derived.disconnected_by,
    verdict: lastSent ? verdictOf(lastSent) : 'none',
    attempts: attempts.flatMap(attemptOf),
    handoffs: handoffs(events),
    variables: derived.variables,
    duration_ms: duration(started_at, derived.ended_at),
    human_connected_at: events.find(connectsHuman)?.at ?? null,
    transcript: ofType(events, 'turn').map(({ role, text, character, at }) => ({
      role,
      text,
      character,
      at,
    })),
  };
}

/** A person was there: the caller's new side answered. */
export function connectsHuman(event: CallEvent): boolean {
  return (
    event.type === 'transfer_judged' &&
    (event.verdict === 'bridged' || event.verdict === 'human_answered')
  );
}

/** One that never left and came from no known tool call has no method, and is no attempt. */
function attemptOf(attempt: AttemptEvents): TransferAttempt[] {
  const { attempt_id, sent, failed, judged } = attempt;
  const method = sent?.method ?? attempt.call?.method;
  const begun = sent ?? failed;
  if (!method || !begun) return [];
  return [
    {
      attempt_id,
      target: targetOf(attempt),
      method,
      destination: begun.destination,
      started: begun.at,
      ended: judged?.at ?? failed?.at ?? null,
      evidence: judged?.evidence ?? null,
      verdict: verdictOf(attempt),
    },
  ];
}

/** What left and was never judged is unknown, also where it failed: its worker knew no more. */
function verdictOf({ judged, sent }: AttemptEvents): Verdict {
  return judged?.verdict ?? (sent ? 'unknown' : 'failed');
}

function handoffs(events: readonly CallEvent[]): CallResult['handoffs'] {
  const withdrawn = new Set(
    ofType(events, 'handoff_rolled_back').map(({ attempt_id }) => attempt_id),
  );
  return ofType(events, 'handoff_committed')
    .filter(({ attempt_id }) => !withdrawn.has(attempt_id))
    .map(({ from, to, reason, at }) => ({ from, to, reason: reason ?? null, at }));
}

/** Clocks of two machines may disagree; no call is shorter than nothing. */
function duration(started_at: string, ended_at: string | null): number | null {
  return ended_at === null ? null : Math.max(0, Date.parse(ended_at) - Date.parse(started_at));
}
