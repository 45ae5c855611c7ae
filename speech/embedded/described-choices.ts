import { stem, wordsOf } from './words.ts';

/** What begins a description of something else, or is said into any question. */
const NO_CHOICE = /^(?:an?|the|my|your|his|her|their|el|la|yes|no|any|other)\b/i;
const LONGEST = 2;

/**
 * The choices that a variable's description names: "one of: simple, moderate, complex", "simple,
 * moderate or complex", "How urgent (low, high)". Empty where it names none.
 */
export function describedChoices(description: string): string[] {
  const [, bracketed] = /\((.+?)\)/.exec(description) ?? [];
  const [, oneOf] = /\b(?:one of|uno de|una de)\b:?\s*(.+)$/i.exec(description) ?? [];
  const [, afterColon] = /:\s*(.+)$/.exec(description) ?? [];
  for (const list of [oneOf, bracketed, afterColon, description]) {
    const choices = choicesIn(list ?? '');
    if (choices.length > 1) return choices;
  }
  return [];
}

function choicesIn(list: string): string[] {
  const sentence = list.replace(/[.;(].*$/s, '').replace(/^(?:whether|either) /i, '');
  const items = sentence
    .split(/,\s*(?:or|o)\s+|,|\s+(?:or|o)\s+/i)
    .map((item) => item.replace(/["'“”]/g, '').trim());
  const plain = (item: string) => wordsOf(item).length <= LONGEST && !NO_CHOICE.test(item);
  return items.every(plain) ? items.filter(Boolean) : [];
}

/** The choice that was said, as the description writes it; undefined unless it is just one. */
export function choiceIn(text: string, choices: readonly string[]): string | undefined {
  const words = wordsOf(text).map(stem);
  const said = choices.filter((choice) => holds(words, wordsOf(choice).map(stem)));
  return said.length === 1 ? said[0] : undefined;
}

function holds(words: readonly string[], choice: readonly string[]): boolean {
  return words.some(
    (_, at) =>
      choice.every((word, offset) => words[at + offset] === word) && words[at - 1] !== 'not',
  );
}
