import { z } from 'zod';
import { decideTransfer } from '../call/transfer-policy.ts';
import { namedTargets, nameOf } from '../call/transfer-target.ts';
import { takeVariables } from '../call/variables.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { TransferTarget } from '../protocol/transfer-target.ts';
import { withVariables } from './passing-parameters.ts';
import { textOf } from './text-argument.ts';
import type { Tool, ToolAnswer } from './tool.ts';
import { transferAnswer } from './transfer-answer.ts';

const INTRODUCTION = [
  'Puts the caller through to a person on the telephone. Call it when the caller asks for one of',
  'the people below, or for a person where that is fitting; the announcement is made for you, so',
  'say nothing yourself. Nobody else can be reached, and you never say or ask for a number.',
].join(' ');

/**
 * `transfer_call` (X1). The model is offered ids and labels, never a number. Null when there is
 * nobody to transfer to.
 */
export function transferCall(bundle: SessionBundle): Tool | null {
  const { targets, transfer_numbers, dialing } = bundle.transfer;
  const choice = { ...bundle.transfer, channel: bundle.channel };
  // Without a SIP leg a person has to be dialled; where nobody can be, nothing but the desk is promised.
  const undialled = !dialing.outbound_trunk && bundle.channel === 'web';
  const offered = namedTargets(choice).filter(
    ({ method }) => method === 'agent_desk' || !undialled,
  );
  if (undialled && offered.length === 0) return null;
  const known = targets.length + Object.keys(transfer_numbers).length > 0;
  if (!known && !dialing.allow_direct) return null;
  const { variables } = bundle.character;
  return {
    name: 'transfer_call',
    description: [INTRODUCTION, ...offered.map((target) => line(target))].join('\n'),
    parameters: withVariables(parameters(offered, dialing.allow_direct), variables),
    run(args, call): ToolAnswer {
      const wish = {
        target: textOf(args['target']),
        direct: textOf(args['direct']),
        reason: textOf(args['reason']) ?? '',
      };
      const given = (args['variables'] ?? {}) as Record<string, unknown>;
      const decision = decideTransfer(call, wish);
      return transferAnswer(decision, wish.direct ?? wish.target, takeVariables(given, variables));
    },
  };
}

function parameters(offered: readonly TransferTarget[], direct: boolean) {
  const names = offered.map(nameOf).join(', ');
  const base = z.object({
    target: z
      .string()
      .optional()
      .describe(names ? `One of: ${names}. Left out: whoever answers by default` : 'Nobody'),
    reason: z.string().optional().describe('What the caller wants, as a short noun phrase'),
  });
  if (!direct) return base;
  return base.extend({
    direct: z
      .string()
      .optional()
      .describe('A number, extension or user name that the caller has given, as it was said'),
  });
}

function line(target: TransferTarget): string {
  const anyone = target.is_default || target.method === 'agent_desk';
  const anybody = anyone ? ' Or asks for a person, a human or an operator.' : '';
  return `- ${nameOf(target)} (${target.label}): The caller asks for ${target.label}.${anybody}`;
}
