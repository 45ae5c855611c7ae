import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Character } from '../../protocol/character.ts';
import { CharacterFileError, type CharacterFault } from './character-file-error.ts';
import { readCharacterFile, spell, type ReadCharacter } from './character-file.ts';
import { keyFaults } from './key-faults.ts';
import { referenceFaults } from './reference-faults.ts';

/** Characters, and the text of each as it was written. */
export interface WrittenCharacters {
  characters: Character[];
  texts: Map<string, string>;
}

/**
 * Every character of a folder (`*.md` but README.md), each checked by itself and against the
 * others. Throws CharacterFileError with every fault of every file.
 */
export async function readCharacterFolder(dir: string): Promise<Character[]> {
  return (await readWrittenFolder(dir)).characters;
}

/** The same with their texts. */
export async function readWrittenFolder(dir: string): Promise<WrittenCharacters> {
  const names = (await namesIn(dir)).sort();
  const files = await Promise.all(names.map((name) => readOne(join(dir, name))));
  const read = files.filter((one) => one !== undefined);
  const faults = [...read.flatMap((one) => one.faults), ...nameFaults(read)];
  if (faults.length > 0) throw new CharacterFileError(faults);
  return {
    characters: read.flatMap((one) => one.character ?? []),
    texts: new Map(read.map(({ slug, text }) => [slug, text])),
  };
}

/** Undefined: it went away while the folder was read. */
async function readOne(file: string): Promise<ReadCharacter | undefined> {
  try {
    return readCharacterFile(file, await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function namesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    const missing = { file: dir, path: '', expected: 'a folder of characters, one .md file each' };
    throw Object.assign(new CharacterFileError([missing]), { cause });
  });
  const names = entries
    .filter((entry) => !entry.isDirectory() && /^[^.].*\.md$/.test(entry.name))
    .map((entry) => entry.name)
    .filter((name) => name !== 'README.md');
  if (names.length === 0)
    throw new CharacterFileError([{ file: dir, path: '', expected: 'at least one character' }]);
  return names;
}

/** A name must lead to another character of this folder, whether or not that one's file is right. */
function nameFaults(read: readonly ReadCharacter[]): CharacterFault[] {
  const slugs = new Set(read.map((one) => one.slug));
  const before = (at: number) => read.slice(0, at).flatMap((one) => one.character ?? []);
  return read.flatMap((one, at) => faultsOfNames(one, slugs, before(at)));
}

/**
 * Names in one character that lead to nobody, and keys that lead elsewhere by a character `before`
 * it; each at its place.
 */
export function faultsOfNames(
  { file, character, placeOf }: ReadCharacter,
  slugs: ReadonlySet<string>,
  before: readonly Character[],
): CharacterFault[] {
  const faults = character
    ? [...referenceFaults(character, slugs), ...keyFaults(character, before)]
    : [];
  return faults.map(({ path, expected }) => ({
    file,
    path: spell(path),
    ...placeOf(path),
    expected,
  }));
}
