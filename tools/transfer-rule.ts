import { whenClosed } from '../call/after-hours.ts';
import { ALREADY_CONNECTING } from '../call/already-connecting.ts';
import { passedOnEnough } from '../call/handoff-policy.ts';
import { isOpen } from '../call/hours.ts';
import { hoursOf, ruleLabel, ruleTarget, toolName } from '../call/rules.ts';
import { renderSentence } from '../call/template.ts';
import { transfersHeader } from '../call/transfer-count.ts';
import { decideNumber } from '../call/transfer-policy.ts';
import { takeVariables } from '../call/variables.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { Variables } from '../protocol/context.ts';
import type { TransferRule } from '../protocol/routing.ts';
import { escalateAnswer, handoffAnswer } from './handoff-answer.ts';
import { declaredVariables, reasonAnd, reasonOf } from './passing-parameters.ts';
import type { CallView, Tool, ToolAnswer } from './tool.ts';
import { transferAnswer } from './transfer-answer.ts';

const INTRODUCTION = [
  'Connects the caller when the caller speaks of what is listed below, in these words or in others',
  'that mean the same. The announcement is made for you, so say nothing yourself.',
].join(' ');

/** A rule as a tool (R2): to a character of this call, or by a call transfer to its number (R8). */
export function transferRule(bundle: SessionBundle, rule: TransferRule): Tool {
  const slug = rule.target_instance_id;
  const declared = declaredVariables(bundle, slug === undefined ? [] : [slug]);
  const label = ruleLabel(bundle, rule);
  return {
    name: toolName(rule),
    description: `${INTRODUCTION}\n- ${rule.trigger} (${label}): ${rule.keywords.join(', ')}`,
    parameters: reasonAnd(declared),
    run(args, call) {
      const given = (args['variables'] ?? {}) as Record<string, unknown>;
      const variables = takeVariables(given, declared);
      const reason = reasonOf(args);
      if (rule.target_number !== undefined) {
        return toNumber(call, rule, rule.target_number, { reason, label, variables });
      }
      const target = ruleTarget(bundle, slug ?? '', rule.announce);
      return handoffAnswer(call, { target, reason }, variables);
    },
  };
}

interface NumberFacts {
  readonly reason: string;
  readonly label: string;
  readonly variables: Variables;
}

/** It counts like a handoff, on this leg and on the next, which a header tells of it (R3). */
function toNumber(
  call: CallView,
  rule: TransferRule,
  number: string,
  { reason, label, variables }: NumberFacts,
): ToolAnswer {
  const { bundle, now, handoffs_so_far } = call;
  if (call.connecting) return { ...ALREADY_CONNECTING, to: rule.trigger };
  const spent = passedOnEnough(call);
  if (spent && 'escalate' in spent) {
    return escalateAnswer(call, spent.escalate, reason, rule.trigger);
  }
  if (spent && 'refused' in spent) return { ...spent, to: rule.trigger };
  const hours = hoursOf(bundle, rule.target_instance_id);
  if (hours && !isOpen(hours, now)) {
    const closed = { slug: rule.target_instance_id ?? null, name: label, hours };
    const elsewhere = whenClosed(call, closed);
    if ('other' in elsewhere) {
      return handoffAnswer(call, { target: elsewhere.other, reason }, variables);
    }
    const { because } = elsewhere;
    return { refused: 'after_hours', because, closed, to: rule.trigger };
  }
  const passed = (bundle.routing?.transfers_before ?? 0) + handoffs_so_far + 1;
  const decision = decideNumber(call, number, {
    target: rule.trigger,
    label,
    reason,
    ...(rule.announce && { announce: renderSentence(rule.announce, call.scope) }),
    headers: transfersHeader(passed),
  });
  return transferAnswer(decision, rule.trigger, variables);
}
