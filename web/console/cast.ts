import { z } from 'zod';
import { CharacterOverview } from '../../protocol/character-edit.ts';
import { ask } from './api.ts';

const Cast = z.object({ characters: z.array(CharacterOverview) });

export type Cast = ReadonlyMap<string, CharacterOverview>;

/** The characters in force, by slug. */
export async function loadCast(signal: AbortSignal): Promise<Cast> {
  const { characters } = await ask(Cast, '/api/characters', { signal });
  return new Map(characters.map((one) => [one.slug, one]));
}

export function nameOf(cast: Cast, slug: string): string {
  return cast.get(slug)?.name ?? slug;
}
