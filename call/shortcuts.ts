import type { SessionBundle } from '../protocol/bundle.ts';
import { type Key, STAY } from '../protocol/routing.ts';
import type { Slug } from '../protocol/slug.ts';

/**
 * Where a single key leads (T8): the character's own keys go before those that are reachable from
 * everywhere. Null where it leads nowhere, so that it is a digit like any other.
 */
export function shortcutOf(bundle: SessionBundle, key: string): Slug | null {
  const { character, global_targets } = bundle;
  const own = character.keys[key as Key];
  if (own !== undefined) return own === STAY ? null : own;
  const global = global_targets.find((target) => target.global?.dtmf === key);
  return global && global.slug !== character.slug ? global.slug : null;
}
