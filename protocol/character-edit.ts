import { z } from 'zod';
import { Appearance } from './character.ts';
import { RoutingConfig } from './routing.ts';
import { Slug } from './slug.ts';

export const CHARACTER_SOURCES = ['file', 'console'] as const;

/** A version as a list shows it. */
export const CharacterVersionInfo = z.object({
  version: z.int(),
  at: z.iso.datetime(),
  source: z.enum(CHARACTER_SOURCES),
  /** The operator who put it into force; null for a file. */
  author: z.string().nullable(),
  /** The character was taken away. */
  removed: z.boolean(),
});
export type CharacterVersionInfo = z.infer<typeof CharacterVersionInfo>;

/** A character in force, for operators: no prompt. */
export const CharacterOverview = z.object({
  slug: Slug,
  name: z.string(),
  description: z.string(),
  workspace: z.string(),
  enabled: z.boolean(),
  language: z.string(),
  appearance: Appearance,
  handoff_targets: z.array(
    z.object({ slug: Slug, description: z.string().nullable(), key: z.string().nullable() }),
  ),
  transfer_targets: z.array(z.object({ label: z.string(), method: z.string() })),
  keys: z.record(z.string(), z.string()),
  routing_config: RoutingConfig.nullable(),
  version: CharacterVersionInfo,
});
export type CharacterOverview = z.infer<typeof CharacterOverview>;

/** A character as it is written: `GET /api/characters/{slug}`, and each version of it. */
export const CharacterText = z.object({
  slug: Slug,
  version: CharacterVersionInfo,
  /** What `If-Match` asks for when it is changed. */
  etag: z.string(),
  text: z.string(),
});
export type CharacterText = z.infer<typeof CharacterText>;

const LONGEST_TEXT = 200_000;

export const CharacterEdit = z.strictObject({ text: z.string().max(LONGEST_TEXT) });
export type CharacterEdit = z.infer<typeof CharacterEdit>;

/** A fault with its exact place, both counted from 1. */
export const PlacedFault = z.object({
  file: z.string(),
  line: z.int(),
  column: z.int(),
  path: z.string(),
  expected: z.string(),
});
export type PlacedFault = z.infer<typeof PlacedFault>;

export const CharacterCheck = z.object({ faults: z.array(PlacedFault) });
export type CharacterCheck = z.infer<typeof CharacterCheck>;
