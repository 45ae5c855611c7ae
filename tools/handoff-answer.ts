import { escalation } from '../call/escalation.ts';
import { decideHandoff, type HandoffWish } from '../call/handoff-policy.ts';
import type { Variables } from '../protocol/context.ts';
import type { CallView, ToolAnswer } from './tool.ts';

/** What a tool answers that wants to hand the call to somebody. */
export function handoffAnswer(call: CallView, wish: HandoffWish, variables: Variables): ToolAnswer {
  const to = wish.target.slug;
  const decision = decideHandoff(call, wish);
  if ('refused' in decision) return { ...decision, to };
  if ('escalate' in decision) return escalateAnswer(call, decision.escalate, wish.reason, to);
  return { next: { handoff: decision.accepted, reason: wish.reason, variables } };
}

/** Passed on often enough: the number of the last resort, else a message (R3). */
export function escalateAnswer(
  call: CallView,
  why: 'hop_limit' | 'ping_pong',
  reason: string,
  to: string,
): ToolAnswer {
  const decision = escalation(call, reason);
  if ('accepted' in decision) return { next: { transfer: decision.accepted } };
  return { refused: why, because: decision.because, to };
}
