import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';
import { STAY } from '../protocol/routing.ts';
import { type Facts, holds } from './condition.ts';

/**
 * Whom a model may be offered now: the character's own targets, then those that are reachable from
 * everywhere in words (T8), each once. A target whose condition does not hold is closed (T7).
 */
export function openTargets(bundle: SessionBundle, facts: Facts): readonly HandoffTarget[] {
  const { character, global_targets, targets } = bundle;
  const everywhere = global_targets.filter((target) => target.global?.condition !== undefined);
  const all = [...character.handoff_targets, ...everywhere];
  return all.filter(
    ({ slug, when }, at) =>
      slug in targets &&
      slug !== character.slug &&
      all.findIndex((target) => target.slug === slug) === at &&
      (when === undefined || holds(when, facts)),
  );
}

/** The first route that holds (T7): the character it leads to; null where the call stays. */
export function takeRoute({ character }: SessionBundle, facts: Facts): string | null {
  const route = character.routes.find(({ when }) => holds(when, facts));
  return route && route.to !== STAY && route.to !== character.slug ? route.to : null;
}
