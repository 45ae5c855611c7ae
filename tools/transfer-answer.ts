import type { TransferDecision } from '../call/transfer-policy.ts';
import type { Variables } from '../protocol/context.ts';
import type { ToolAnswer } from './tool.ts';

/** What a tool answers to the decision about a transfer. */
export function transferAnswer(
  decision: TransferDecision,
  asked?: string,
  variables: Variables = {},
): ToolAnswer {
  if ('accepted' in decision) return { next: { transfer: decision.accepted, variables } };
  return { ...decision, ...(asked !== undefined && { asked }) };
}
