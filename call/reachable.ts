import type { Character } from '../protocol/character.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';
import { STAY } from '../protocol/routing.ts';
import type { Slug } from '../protocol/slug.ts';

/** Every character that `character` may hand a call to, by whatever way; itself is not among them. */
export function reachableFrom(
  character: Character,
  global_targets: readonly HandoffTarget[],
): ReadonlySet<Slug> {
  const { handoff_targets, keys, routes, routing_config, slug } = character;
  const slugs = [
    ...handoff_targets.map((target) => target.slug),
    ...global_targets.map((target) => target.slug),
    ...Object.values(keys),
    ...routes.map((route) => route.to),
    ...(routing_config?.transfer_rules ?? []).map((rule) => rule.target_instance_id),
    routing_config?.fallback_instance_id,
  ];
  const named = slugs.filter((one): one is Slug => typeof one === 'string');
  return new Set(named.filter((one) => one !== STAY && one !== slug));
}

/**
 * What characters of a workspace make reachable from everywhere (T8), each target once. The first
 * character that names it says how; a key or words that only a later one gives hold too.
 */
export function globalTargetsOf(characters: readonly Character[]): readonly HandoffTarget[] {
  const found = new Map<Slug, HandoffTarget>();
  for (const target of characters.flatMap((one) => one.handoff_targets)) {
    if (!target.global) continue;
    const first = found.get(target.slug) ?? target;
    found.set(target.slug, { ...first, global: { ...target.global, ...first.global } });
  }
  return [...found.values()];
}
