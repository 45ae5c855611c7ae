import { createHash } from 'node:crypto';
import { globalTargetsOf, reachableFrom } from '../call/reachable.ts';
import type { Character } from '../protocol/character.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';
import {
  characterAt,
  charactersAt,
  type CharacterVersion,
  globalNamersAt,
} from './store/character-versions.ts';
import type { SessionRow } from './store/sessions.ts';
import type { Db } from './store/store.ts';

/** A character in force at a pin, and those it may hand off to. */
export interface PinnedCast {
  readonly lead: CharacterVersion;
  readonly targets: readonly CharacterVersion[];
  /** What characters of the workspace, the lead or not, make reachable from everywhere. */
  readonly global_targets: readonly HandoffTarget[];
  /** The character that answered the call, whose routing configuration bounds it. */
  readonly first: CharacterVersion | undefined;
  /** Another one for every other cast. */
  readonly tag: string;
}

/** Casts that are kept; the oldest goes first. */
const MOST = 1000;

/**
 * The casts of calls, each read and checked once. Versions are only added, each under a higher number
 * than every one that could be seen before, so what is in force at a pin never changes.
 */
export class Casts {
  readonly #known = new Map<string, PinnedCast>();

  /** Undefined: there is no such character at the session's pin. */
  async of(
    db: Db,
    slug: string,
    { pin, first_character }: Pick<SessionRow, 'pin' | 'first_character'>,
  ): Promise<PinnedCast | undefined> {
    const key = JSON.stringify([pin, slug, first_character]);
    const known = this.#known.get(key);
    if (known) return known;
    const lead = await characterAt(db, slug, pin);
    if (!lead) return undefined;
    const cast = await read(db, lead, { pin, first_character });
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, cast);
    return cast;
  }
}

async function read(
  db: Db,
  lead: CharacterVersion,
  { pin, first_character }: Pick<SessionRow, 'pin' | 'first_character'>,
): Promise<PinnedCast> {
  const isThere = (one: CharacterVersion) => mayBeReached(one.character, lead.character);
  const namers = (await globalNamersAt(db, pin)).filter(isThere);
  const global_targets = [...globalTargetsOf(namers.map((one) => one.character))];
  const slugs = reachableFrom(lead.character, global_targets);
  const found = await charactersAt(db, [...new Set([...slugs, first_character])], pin);
  const targets = found.filter((one) => slugs.has(one.character.slug) && isThere(one));
  const first = found.find((one) => one.character.slug === first_character);
  const versions = [lead, ...targets, ...(first ? [first] : [])].map((one) => one.version);
  const digest = createHash('sha256').update(JSON.stringify(global_targets)).digest('hex');
  const tag = `${versions.join('-')}-${digest.slice(0, 12)}`;
  return { lead, targets, global_targets, first, tag };
}

function mayBeReached(target: Character, from: Character): boolean {
  return target.enabled && target.workspace === from.workspace;
}
