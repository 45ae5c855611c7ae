import { z } from 'zod';
import { decideHandoff } from '../call/handoff-policy.ts';
import { takeVariables } from '../call/variables.ts';
import type { SessionBundle, TargetCard } from '../protocol/bundle.ts';
import type { Tool, ToolAnswer } from './tool.ts';

const INTRODUCTION = [
  'Connects the caller to another character of this call. Call it as soon as a description below',
  'fits; the announcement is made for you, so say nothing yourself. Do not call it for anything',
  'that no description covers.',
].join(' ');

/**
 * `handoff_agent` (H1): the model picks one of the character's targets. Null when there is nobody
 * to hand off to. Variables that a target declares ride along in the same call (T3).
 */
export function handoffAgent(bundle: SessionBundle): Tool | null {
  const slugs = bundle.character.handoff_targets
    .map((target) => target.slug)
    .filter((slug) => slug in bundle.targets);
  if (slugs.length === 0) return null;
  const declared = declaredVariables(bundle, slugs);
  return {
    name: 'handoff_agent',
    description: `${INTRODUCTION}\n${slugs.map((slug) => targetLine(bundle, slug)).join('\n')}`,
    parameters: parametersFor(slugs, declared),
    run(args, call): ToolAnswer {
      const to = String(args['target']);
      const decision = decideHandoff({ ...call, target: to });
      if ('refused' in decision) return { ...decision, to };
      const given = (args['variables'] ?? {}) as Record<string, unknown>;
      return {
        next: {
          handoff: decision.accepted,
          reason: typeof args['reason'] === 'string' ? args['reason'].trim() : '',
          variables: takeVariables(given, declared),
        },
      };
    },
  };
}

function targetLine(bundle: SessionBundle, slug: string): string {
  const target = bundle.character.handoff_targets.find((candidate) => candidate.slug === slug);
  const card = bundle.targets[slug];
  const description = target?.description ?? card?.description ?? '';
  return `- ${slug} (${target?.label ?? card?.name ?? slug}): ${description}`;
}

function declaredVariables(bundle: SessionBundle, slugs: readonly string[]) {
  const declared: TargetCard['variables'] = { ...bundle.character.variables };
  for (const slug of slugs) Object.assign(declared, bundle.targets[slug]?.variables);
  return declared;
}

function parametersFor(slugs: readonly string[], declared: TargetCard['variables']) {
  const base = z.object({
    target: z.enum(slugs).describe('Whom to connect the caller to'),
    reason: z
      .string()
      .optional()
      .describe('What the caller wants, as a short noun phrase: "a question about an invoice"'),
  });
  if (Object.keys(declared).length === 0) return base;
  const fields = Object.entries(declared).map(([name, { type, description }]) => {
    const value = type === 'number' ? z.number() : type === 'boolean' ? z.boolean() : z.string();
    return [name, (description ? value.describe(description) : value).optional()] as const;
  });
  return base.extend({
    variables: z
      .object(Object.fromEntries(fields))
      .optional()
      .describe('What the caller has already said of these; leave out what is not known'),
  });
}
