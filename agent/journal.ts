import type { DeskRefusal } from '../call/ports.ts';
import type { TransferDecision, TransferOrder } from '../call/transfer-policy.ts';
import { hasLeftUs } from '../call/verdict.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { DeskLeft } from '../protocol/desk.ts';
import type { Waterfall } from '../protocol/call-event.ts';
import { MANUAL_TRANSFER } from '../protocol/manual-transfer.ts';
import type { Evidence, Execution, Verdict } from '../protocol/verdict.ts';
import { PLAIN_REFUSALS, type Tool, type ToolAnswer } from '../tools/tool.ts';
import type { RecordEvent } from './event-spool.ts';
import type { RollBack } from './handoff.ts';
import type { HandoffOrder } from './handoff-script.ts';
import { measureHandoff } from './telemetry.ts';

/** Writes what happens in a call as its events, and measures what is measured. */
export class Journal {
  readonly #record: RecordEvent;

  constructor(record: RecordEvent) {
    this.#record = record;
  }

  /** A tool was called. Of a transfer the target and the method belong to it. */
  toolCall(
    tool: Tool,
    args: Record<string, unknown>,
    answer: ToolAnswer,
    attempt_id: string,
  ): void {
    if ('refused' in answer && !('to' in answer) && !isPlain(answer)) {
      const target = answer.asked === undefined ? {} : { target: answer.asked };
      this.#record({ type: 'tool_call', name: tool.name, args, ...target, attempt_id });
      return;
    }
    const next = 'refused' in answer ? undefined : answer.next;
    const order = next && 'transfer' in next ? next.transfer : null;
    this.#record({
      type: 'tool_call',
      name: tool.name,
      args,
      ...(order && { target: order.target, method: order.method, attempt_id }),
    });
  }

  handoffRequested({ id, target, reason }: HandoffOrder, from: string): void {
    this.#requested(id, from, target.slug, reason);
  }

  committed(
    { id, reason }: HandoffOrder,
    from: SessionBundle,
    to: SessionBundle,
    waterfall: Waterfall,
  ): void {
    const fact = { from: from.character.slug, to: to.character.slug, reason, waterfall };
    this.#record({ type: 'handoff_committed', attempt_id: id, ...fact });
    measureHandoff({ ...fact, outcome: 'committed' });
  }

  rolledBack(order: HandoffOrder, from: SessionBundle, { fault, detail, waterfall }: RollBack) {
    const fact = { from: from.character.slug, to: order.target.slug, fault, waterfall };
    this.#record({
      type: 'handoff_rolled_back',
      attempt_id: order.id,
      ...fact,
      ...(detail !== undefined && { detail }),
    });
    measureHandoff({ ...fact, outcome: fault });
  }

  transferSent(attempt: SentAttempt): void {
    const { method, target, entry_id } = attempt.order;
    const fact = { ...factOf(attempt), method, target, ...(entry_id && { entry_id }) };
    this.#record({ type: 'transfer_sent', ...fact });
  }

  /** `trunk` is that of the caller's leg, where it refused a REFER as such. */
  transferJudged(
    attempt: SentAttempt,
    verdict: Verdict,
    evidence: Evidence,
    trunk: string | null,
  ): void {
    const { sip_status, api_code } = evidence;
    const judged = { attempt_id: attempt.id, verdict, evidence, ...(trunk && { trunk }) };
    // The failure first: a record that is read between the two never calls this a transfer.
    if (!hasLeftUs(verdict)) {
      const coded = verdict === 'failed' || evidence.execution === 'desk';
      const error = coded ? (api_code ?? verdict) : verdict;
      const status = sip_status === undefined ? {} : { sip_status };
      this.#record({ type: 'transfer_failed', ...factOf(attempt), error, ...status });
    }
    this.#record({ type: 'transfer_judged', ...judged });
  }

  /** It never came into a queue; where nobody could be asked, what came of that is taken back. */
  deskRefused(attempt: SentAttempt, refused: DeskRefusal): void {
    this.#record({ type: 'transfer_failed', ...factOf(attempt), error: refused });
    if (refused === 'desk_unavailable') this.deskLeft(attempt.id, 'went_back');
  }

  deskLeft(desk_id: string, why: DeskLeft): void {
    this.#record({ type: 'desk_abandoned', desk_id, why });
  }

  /** Somebody at the desk had the caller, and has them no more: the transfer does not stand. */
  handedBack(attempt: SentAttempt, how: 'returned' | 'lost'): void {
    if (how === 'lost') this.#record({ type: 'desk_returned', desk_id: attempt.id, lost: true });
    this.#record({ type: 'transfer_failed', ...factOf(attempt), error: how });
  }

  /** An operator has dialled; a refusal stands in the timeline as well. */
  dialled(target: string, decision: TransferDecision, attempt_id: string): void {
    const named = { name: MANUAL_TRANSFER, args: {}, target, attempt_id };
    const method = 'accepted' in decision ? { method: decision.accepted.method } : {};
    this.#record({ type: 'tool_call', ...named, ...method });
    if (!('refused' in decision)) return;
    const error = `${decision.refused}: ${decision.because}`;
    this.#record({ type: 'transfer_failed', attempt_id, error, destination: target });
  }

  /** A handoff or a transfer that did not even begin stays visible. */
  refused(
    answer: Extract<ToolAnswer, { refused: unknown }>,
    from: SessionBundle,
    attempt_id: string,
  ): void {
    if (!('to' in answer)) {
      const { refused, asked = '', because, entry_id } = answer;
      if (refused === 'already_connecting' || isPlain(answer)) return;
      const error = `${refused}: ${because}`;
      const fact = { attempt_id, error, destination: asked, ...(entry_id && { entry_id }) };
      this.#record({ type: 'transfer_failed', ...fact });
      return;
    }
    const { to, refused: fault, because: detail } = answer;
    const source = from.character.slug;
    this.#requested(attempt_id, source, to, '');
    const fact = { from: source, to, fault, detail, waterfall: { decision: 0 } as const };
    this.#record({ type: 'handoff_rolled_back', attempt_id, ...fact });
  }

  #requested(attempt_id: string, from: string, to: string, reason: string): void {
    const why = reason ? { reason } : {};
    this.#record({ type: 'handoff_requested', attempt_id, from, to, ...why });
  }
}

/** One request of a transfer that has left. */
export interface SentAttempt {
  readonly id: string;
  readonly order: TransferOrder;
  readonly execution: Execution;
}

function isPlain({ refused }: { readonly refused: string }): boolean {
  return PLAIN_REFUSALS.some((plain) => plain === refused);
}

function factOf({ id, order, execution }: SentAttempt) {
  const { destination, reason } = order;
  return {
    attempt_id: id,
    destination:
      execution === 'refer' || execution === 'desk' ? destination.uri : (destination.number ?? ''),
    ...(reason && { reason }),
  };
}
