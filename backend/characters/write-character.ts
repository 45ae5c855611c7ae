import { stringify } from 'yaml';
import type { Character } from '../../protocol/character.ts';

/** The text of a character that is known by its fields only: a version older than its text. */
export function writeCharacter({ slug: _slug, prompt, ...matter }: Character): string {
  const told = Object.entries(matter).filter(([, value]) => saysSomething(value));
  const yaml = stringify(Object.fromEntries(told), { lineWidth: 100 });
  return `---\n${yaml}---\n\n${prompt}\n`;
}

/** What is empty is the default of its field. */
function saysSomething(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
