import { z } from 'zod';
import { unknownTarget } from '../call/handoff-policy.ts';
import { openTargets } from '../call/open-targets.ts';
import type { Facts } from '../call/condition.ts';
import { namedTarget } from '../call/rules.ts';
import { takeVariables } from '../call/variables.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';
import { handoffAnswer } from './handoff-answer.ts';
import { declaredVariables, reasonAnd, reasonOf } from './passing-parameters.ts';
import type { Tool, ToolAnswer } from './tool.ts';

const INTRODUCTION = [
  'Connects the caller to another character of this call. Call it as soon as a description below',
  'fits; the announcement is made for you, so say nothing yourself. Do not call it for anything',
  'that no description covers.',
].join(' ');

/**
 * `handoff_agent` (H1): the model picks one of the targets that are open now. Null when there is
 * nobody to hand off to. Variables that a target declares ride along in the same call (T3).
 */
export function handoffAgent(bundle: SessionBundle, facts: Facts): Tool | null {
  const open = openTargets(bundle, facts);
  const slugs = open.map((target) => target.slug);
  if (slugs.length === 0) return null;
  const declared = declaredVariables(bundle, slugs);
  // A model is bound to who is open; one that asks for another all the same is told why not.
  const target = z.string().meta({ enum: slugs, description: 'Whom to connect the caller to' });
  return {
    name: 'handoff_agent',
    description: `${INTRODUCTION}\n${open.map((one) => targetLine(bundle, one)).join('\n')}`,
    parameters: z.object({ target }).extend(reasonAnd(declared).shape),
    run(args, call): ToolAnswer {
      const to = String(args['target']);
      const wanted = namedTarget(bundle, to);
      if (!wanted) return { ...unknownTarget(to), to };
      const given = (args['variables'] ?? {}) as Record<string, unknown>;
      const wish = { target: wanted, reason: reasonOf(args) };
      return handoffAnswer(call, wish, takeVariables(given, declared));
    },
  };
}

function targetLine({ targets, character }: SessionBundle, target: HandoffTarget): string {
  const { slug, label, description, global } = target;
  const card = targets[slug];
  const own = character.handoff_targets.includes(target) ? description : undefined;
  const about = own ?? global?.condition ?? description ?? card?.description ?? '';
  return `- ${slug} (${label ?? card?.name ?? slug}): ${about}`;
}
