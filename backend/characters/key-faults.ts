import type { Character } from '../../protocol/character.ts';
import type { ReferenceFault } from './reference-faults.ts';

/** Keys that one character makes lead to somebody from everywhere (T8), each with its place. */
function globalKeys({ handoff_targets }: Character) {
  return handoff_targets.flatMap(({ slug, global }, at) =>
    global?.dtmf === undefined
      ? []
      : [{ key: global.dtmf, slug, path: ['handoff_targets', at, 'global', 'dtmf'] }],
  );
}

/**
 * Keys of a character that lead to one target from everywhere and, by a character before it in the
 * workspace or by itself, to another one too: only one of the two could be reached.
 */
export function keyFaults(character: Character, before: readonly Character[]): ReferenceFault[] {
  const mates = before.filter(({ workspace }) => workspace === character.workspace);
  const taken = new Map<string, string>();
  for (const { key, slug } of mates.flatMap(globalKeys)) {
    if (!taken.has(key)) taken.set(key, slug);
  }
  return globalKeys(character).flatMap(({ key, slug, path }) => {
    const other = taken.get(key) ?? slug;
    taken.set(key, other);
    if (other === slug) return [];
    return [{ path, expected: `a key that is free; ${key} leads to ${other} from everywhere` }];
  });
}
