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
 * What characters of a workspace make reachable from everywhere (T8), each target once: the first
 * character that names it says how.
 */
export function globalTargetsOf(characters: readonly Character[]): readonly HandoffTarget[] {
  const named = characters.flatMap((one) => one.handoff_targets.filter((target) => target.global));
  const slugs = named.map((target) => target.slug);
  return named.filter((target, at) => slugs.indexOf(target.slug) === at);
}
