import type { CallEvent } from '../protocol/call-event.ts';
import { inOrder } from '../protocol/event-order.ts';
import { ofType } from './timeline.ts';
import { hasLeftUs } from './verdict.ts';

type Of<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>;

/** What the events say about one attempt to transfer. */
export interface AttemptEvents {
  attempt_id: string;
  /** The tool call that it came from, as far as it can be told. */
  call: Of<'tool_call'> | null;
  /** The last request that left. */
  sent: Of<'transfer_sent'> | null;
  /** The last failure. */
  failed: Of<'transfer_failed'> | null;
  judged: Of<'transfer_judged'> | null;
  /** Its request left and no failure after it took that back. */
  stands: boolean;
}

/** The attempts of a call, in the order in which they last were sent (or failed unsent). */
export function attemptsOf(events: readonly CallEvent[]): AttemptEvents[] {
  const ordered = inOrder(events);
  const place = new Map(ordered.map((event, index) => [event.id, index]));
  const at = (event: CallEvent | null) => (event && place.get(event.id)) ?? -1;
  const ids = new Set(
    [...ofType(ordered, 'transfer_sent'), ...ofType(ordered, 'transfer_failed')].map(
      (event) => event.attempt_id,
    ),
  );
  const attempts = [...ids].map((attempt_id): AttemptEvents => {
    const own = ordered.filter((event) => 'attempt_id' in event && event.attempt_id === attempt_id);
    const sent = ofType(own, 'transfer_sent').at(-1) ?? null;
    const failed = ofType(own, 'transfer_failed').at(-1) ?? null;
    const judged = ofType(own, 'transfer_judged').at(-1) ?? null;
    // Epoch 0 is the backend's own word: its place among a worker's events says nothing.
    const undone = failed !== null && (failed.epoch === 0 || at(failed) > at(sent));
    return {
      attempt_id,
      call: toolCallOf(ordered, own),
      sent,
      failed,
      judged,
      stands: sent !== null && !undone && !isUnasked(sent, judged),
    };
  });
  return attempts.sort((a, b) => at(a.sent ?? a.failed) - at(b.sent ?? b.failed));
}

/** The one that names the attempt; else the nearest transfer before it that names none. */
function toolCallOf(ordered: readonly CallEvent[], own: readonly CallEvent[]) {
  const named = ofType(own, 'tool_call').at(-1);
  if (named) return named;
  const begins = own.find(
    (event) => event.type === 'transfer_sent' || event.type === 'transfer_failed',
  );
  const before = begins ? ordered.slice(0, ordered.indexOf(begins)) : [];
  const unnamed = ofType(before, 'tool_call').filter(
    (call) => call.attempt_id === undefined && call.method !== undefined,
  );
  return unnamed.at(-1) ?? null;
}

/** A person who is asked first, or has yet to come, has taken nobody over before. */
function isUnasked(sent: Of<'transfer_sent'>, judged: Of<'transfer_judged'> | null): boolean {
  return (
    ['warm', 'agent_desk'].includes(sent.method) && (judged === null || !hasLeftUs(judged.verdict))
  );
}
