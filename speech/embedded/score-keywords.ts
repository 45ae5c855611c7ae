import { isEmpty, likeness } from './words.ts';

/** A phrase of words that say little, such as "help": enough to act on, and less than any other. */
export const LEAST_KEYWORD = 0.7;
/** What such a word adds to a phrase: "not working" counts more than "working". */
const EMPTY_WEIGHT = 0.2;

export interface KeywordScore {
  readonly score: number;
  /** The caller's words that are keywords. */
  readonly matched: readonly string[];
  /** Those of them that say what it is about. */
  readonly because: readonly string[];
}

/** Scores the phrases of a transfer rule that were said as a whole, the longest first. */
export function scoreKeywords(
  words: readonly string[],
  keywords: readonly (readonly string[])[],
): KeywordScore {
  const matched: string[] = [];
  const because: string[] = [];
  let score = 0;
  for (const phrase of keywords.toSorted((one, other) => other.length - one.length)) {
    const said = saidPhrase(words, phrase);
    if (said.every((word) => matched.includes(word))) continue;
    score += weightOf(phrase) * alike(phrase, said);
    matched.push(...said);
    if (!phrase.some(isEmpty)) because.push(...said);
  }
  return { score, matched, because };
}

/** The caller's words that are likest to the phrase, in its order and without a gap. */
function saidPhrase(words: readonly string[], phrase: readonly string[]): readonly string[] {
  const places = words.flatMap((_, at) => {
    // "No problem" is no problem.
    if (words[at - 1] === 'no' && phrase.every(isEmpty)) return [];
    return [words.slice(at, at + phrase.length)];
  });
  const likest = places.toSorted((one, other) => alike(phrase, other) - alike(phrase, one))[0];
  return likest && alike(phrase, likest) > 0 ? likest : [];
}

function weightOf(phrase: readonly string[]): number {
  const sum = phrase.reduce((weight, word) => weight + (isEmpty(word) ? EMPTY_WEIGHT : 1), 0);
  return Math.max(LEAST_KEYWORD, sum);
}

function alike(phrase: readonly string[], said: readonly string[]): number {
  return Math.min(...phrase.map((word, at) => likeness(word, said[at] ?? '')));
}
