import { basename } from 'node:path';
import type { z } from 'zod';
import { CharacterFrontMatter, type Character } from '../../protocol/character.ts';
import { Slug } from '../../protocol/slug.ts';
import type { CharacterFault } from './character-file-error.ts';
import { splitFrontMatter, type FrontMatter } from './front-matter.ts';
import { templateFaults } from './template-faults.ts';

/** A file read: its character where it is right, its faults where it is not. */
export interface ReadCharacter {
  file: string;
  slug: string;
  character?: Character;
  faults: CharacterFault[];
  /** Line of the file where a path of the front matter stands. */
  lineOf: (path: readonly PropertyKey[]) => number;
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
    return { file, slug, faults: [...faults, { file, path: '', line: 1, expected }], lineOf };
  }
  const read = readParts(file, parts);
  faults.push(...read.faults);
  const whole = read.matter && { ...read.matter, slug, prompt: parts.prompt };
  return {
    file,
    slug,
    faults,
    lineOf: (path) => parts.lineOf(path),
    ...(whole && faults.length === 0 && { character: whole }),
  };
}

function lineOf(): number {
  return 1;
}

function readParts(file: string, parts: FrontMatter) {
  const faults: CharacterFault[] = parts.faults.map((fault) => ({ file, path: '', ...fault }));
  if (parts.prompt === '') {
    const line = parts.promptLine;
    faults.push({ file, path: 'prompt', line, expected: 'text below the front matter' });
  }
  if (parts.faults.length > 0) return { faults };
  const matter = CharacterFrontMatter.safeParse(parts.value);
  if (!matter.success) {
    faults.push(...matter.error.issues.flatMap((issue) => fromIssue(file, parts, issue)));
    return { faults };
  }
  const templates = templateFaults({ ...matter.data, prompt: parts.prompt });
  for (const { path, line, expected } of templates) {
    const start = path[0] === 'prompt' ? parts.promptLine : parts.lineOf(path);
    faults.push({ file, path: spell(path), line: start + line - 1, expected });
  }
  return { faults, matter: matter.data };
}

function fromIssue(file: string, parts: FrontMatter, issue: z.core.$ZodIssue): CharacterFault[] {
  if (issue.code !== 'unrecognized_keys')
    return [
      { file, path: spell(issue.path), line: parts.lineOf(issue.path), expected: issue.message },
    ];
  const known = Object.keys(CharacterFrontMatter.shape).join(', ');
  const expected = issue.path.length === 0 ? `a field of a character (${known})` : 'a known field';
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    return { file, path: spell(path), line: parts.lineOf(path), expected };
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
