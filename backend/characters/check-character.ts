import type { Character } from '../../protocol/character.ts';
import type { PlacedFault } from '../../protocol/character-edit.ts';
import type { CharacterFault } from './character-file-error.ts';
import { readCharacterFile } from './character-file.ts';
import { faultsOfNames } from './character-folder.ts';

/** A character that can be put into force, or what is wrong with its text and where. */
export type CheckedCharacter = { character: Character } | { faults: PlacedFault[] };

/** Checks a text as a file of the folder would be, among the characters in force. */
export function checkCharacter(
  slug: string,
  text: string,
  inForce: readonly Character[],
): CheckedCharacter {
  const read = readCharacterFile(`characters/${slug}.md`, text);
  const others = inForce.filter((one) => one.slug !== slug);
  const slugs = new Set([slug, ...others.map((one) => one.slug)]);
  const faults = [...read.faults, ...faultsOfNames(read, slugs, others)];
  if (read.character && faults.length === 0) return { character: read.character };
  return { faults: faults.map(placed).sort((a, b) => a.line - b.line || a.column - b.column) };
}

function placed({ line = 1, column = 1, ...fault }: CharacterFault): PlacedFault {
  return { ...fault, line, column, expected: plain(fault.expected) };
}

/** What Zod says where a schema has no words of its own. */
function plain(expected: string): string {
  return expected
    .replace(/^Invalid input: expected (\w+), received undefined$/, '$1; it is missing')
    .replace(/^Invalid (input: expected|option: expected) /, '');
}
