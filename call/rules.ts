import type { SessionBundle } from '../protocol/bundle.ts';
import { type Character, RULE_PREFIX } from '../protocol/character.ts';
import type { ContextPolicy } from '../protocol/context.ts';
import { HandoffTarget } from '../protocol/handoff-target.ts';
import type { BusinessHours, TransferRule } from '../protocol/routing.ts';
import type { Slug } from '../protocol/slug.ts';
import { type Facts, holds } from './condition.ts';

/** The rules of a character that lead somewhere in this call, by what is known now. */
export function rulesOf(bundle: SessionBundle, facts: Facts): readonly TransferRule[] {
  const rules = bundle.character.routing_config?.transfer_rules ?? [];
  return rules.filter(({ target_number, target_instance_id: slug }) => {
    if (target_number !== undefined) return true;
    if (slug === undefined || !(slug in bundle.targets)) return false;
    const when = namedTarget(bundle, slug)?.when;
    return when === undefined || holds(when, facts);
  });
}

/** Whether a rule leads to this character. */
function isRuled({ routing_config }: Character, slug: Slug): boolean {
  const rules = routing_config?.transfer_rules ?? [];
  return rules.some((rule) => rule.target_instance_id === slug);
}

/**
 * When somebody is there: by its own hours, else, where a rule leads there, by those written beside
 * the rules, as in the document's example. Null: always. An undefined slug is a rule's number.
 */
export function hoursOf(
  { character, targets }: SessionBundle,
  slug: Slug | undefined,
): BusinessHours | null {
  const own = slug === undefined ? null : (targets[slug]?.hours ?? null);
  if (own || (slug !== undefined && !isRuled(character, slug))) return own;
  return character.routing_config?.business_hours ?? null;
}

/**
 * What of the conversation travels to a target: what the target says itself, else what the routing
 * says (R4): nothing where it shares nothing, a summary to whom a rule leads, else everything.
 */
export function contextFor(character: Character, target: HandoffTarget): ContextPolicy {
  if (target.context) return target.context;
  if (character.routing_config?.share_context_on_transfer === false) return { mode: 'none' };
  return { mode: isRuled(character, target.slug) ? 'summary' : 'full' };
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

/** The target of a rule, with the rule's announcement. */
export function ruleTarget(bundle: SessionBundle, slug: Slug, announce?: string): HandoffTarget {
  const target = plainTarget(bundle, slug);
  return announce ? { ...target, message: { type: 'static', text: announce } } : target;
}

/** A target by its name alone: as it is written where it is, else with nothing but the name. */
export function plainTarget(bundle: SessionBundle, slug: Slug): HandoffTarget {
  return namedTarget(bundle, slug) ?? HandoffTarget.parse({ slug });
}

/** A target as the character names it, else as one that is reachable from everywhere. */
export function namedTarget(bundle: SessionBundle, slug: string): HandoffTarget | undefined {
  const { character, global_targets } = bundle;
  return [...character.handoff_targets, ...global_targets].find((one) => one.slug === slug);
}
