import type { SessionBundle } from '../protocol/bundle.ts';
import type { Character } from '../protocol/character.ts';
import { HandoffTarget } from '../protocol/handoff-target.ts';
import { RULE_PREFIX } from '../protocol/character.ts';
import type { Slug } from '../protocol/slug.ts';
import type { TransferRule } from '../protocol/routing.ts';

/** The rules of a character that lead somewhere in this call. */
export function rulesOf({ character, targets }: SessionBundle): readonly TransferRule[] {
  const rules = character.routing_config?.transfer_rules ?? [];
  return rules.filter(
    ({ target_number, target_instance_id: slug }) =>
      target_number !== undefined || (slug !== undefined && slug in targets),
  );
}

/** The tool that a rule becomes (R2). */
export function toolName(rule: TransferRule): string {
  return `${RULE_PREFIX}${rule.trigger}`;
}

/** How a sentence speaks of where a rule leads. */
export function ruleLabel({ targets }: SessionBundle, rule: TransferRule): string {
  const name = rule.target_instance_id && targets[rule.target_instance_id]?.name;
  return name ?? rule.trigger.replaceAll('_', ' ');
}

/** The target of a rule: as the character's own where it has one, with the rule's announcement. */
export function ruleTarget(character: Character, slug: Slug, announce?: string): HandoffTarget {
  const message = announce ? { message: { type: 'static' as const, text: announce } } : {};
  const own = character.handoff_targets.find((target) => target.slug === slug);
  if (own) return { ...own, ...message };
  const share = character.routing_config?.share_context_on_transfer ?? true;
  const context = { mode: share ? ('summary' as const) : ('none' as const) };
  return HandoffTarget.parse({ slug, context, ...message });
}

/** A target that only a key, a route or a fallback names; the character's own where it has one. */
export function plainTarget(bundle: SessionBundle, slug: Slug): HandoffTarget {
  return namedTarget(bundle, slug) ?? HandoffTarget.parse({ slug });
}

/** A target as the character names it, else as one that is reachable from everywhere. */
export function namedTarget(bundle: SessionBundle, slug: string): HandoffTarget | undefined {
  const { character, global_targets } = bundle;
  return [...character.handoff_targets, ...global_targets].find((one) => one.slug === slug);
}
