import { basename } from 'node:path';
import type { z } from 'zod';
import { CharacterFrontMatter, type Character } from '../../protocol/character.ts';
import { Slug } from '../../protocol/slug.ts';
import type { CharacterFault } from './character-file-error.ts';
import type { Place } from '../yaml-places.ts';
import { splitFrontMatter, type FrontMatter } from './front-matter.ts';
import { templateFaults } from './template-faults.ts';

/** A file read: its character where it is right, its faults where it is not. */
export interface ReadCharacter {
  file: string;
  slug: string;
  character?: Character;
  faults: CharacterFault[];
  /** As it was written. */
  text: string;
  /** Where a path of the front matter stands in the file. */
  placeOf: (path: readonly PropertyKey[]) => Place;
}

/** Reads the text of `characters/<slug>.md`. Never throws: what is wrong comes back as faults. */
export function readCharacterFile(file: string, source: string): ReadCharacter {
  const slug = basename(file, '.md');
  const named = Slug.safeParse(slug);
  const faults: CharacterFault[] = named.success
    ? []
    : [
        {
          file,
          path: '',
          expected: 'a file name of lower-case letters, digits and single hyphens',
        },
      ];
  const parts = splitFrontMatter(source);
  if (!parts) {
    const expected = 'front matter: YAML between two lines of ---, then the prompt';
    const missing = { file, path: '', ...TOP, expected };
    return { file, slug, faults: [...faults, missing], text: source, placeOf: () => TOP };
  }
  const read = readParts(file, parts);
  faults.push(...read.faults);
  const whole = read.matter && { ...read.matter, slug, prompt: parts.prompt };
  return {
    file,
    slug,
    faults,
    text: source,
    placeOf: (path) => parts.placeOf(path),
    ...(whole && faults.length === 0 && { character: whole }),
  };
}

const TOP: Place = { line: 1, column: 1 };

function readParts(file: string, parts: FrontMatter) {
  const faults: CharacterFault[] = parts.faults.map((fault) => ({ file, path: '', ...fault }));
  if (parts.prompt === '') {
    const place = { line: parts.promptLine, column: 1 };
    faults.push({ file, path: 'prompt', ...place, expected: 'text below the front matter' });
  }
  if (parts.faults.length > 0) return { faults };
  const matter = CharacterFrontMatter.safeParse(parts.value);
  if (!matter.success) {
    faults.push(...matter.error.issues.flatMap((issue) => fromIssue(file, parts, issue)));
    return { faults };
  }
  const templates = templateFaults({ ...matter.data, prompt: parts.prompt });
  for (const { path, line, expected } of templates) {
    const inPrompt = path[0] === 'prompt';
    const start = inPrompt ? { line: parts.promptLine, column: 1 } : parts.placeOf(path);
    const place = line === 1 ? start : { line: start.line + line - 1, column: 1 };
    faults.push({ file, path: spell(path), ...place, expected });
  }
  return { faults, matter: matter.data };
}

function fromIssue(file: string, parts: FrontMatter, issue: z.core.$ZodIssue): CharacterFault[] {
  if (issue.code !== 'unrecognized_keys')
    return [
      { file, path: spell(issue.path), ...parts.placeOf(issue.path), expected: issue.message },
    ];
  const known = Object.keys(CharacterFrontMatter.shape).join(', ');
  const expected = issue.path.length === 0 ? `a field of a character (${known})` : 'a known field';
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    return { file, path: spell(path), ...parts.placeOf(path), expected };
  });
}

/** `handoff_targets[0].slug` */
export function spell(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`;
      return at === 0 ? String(step) : `.${String(step)}`;
    })
    .join('');
}
