import type { Intent } from '../../protocol/character.ts';
import { scoreKeywords } from './score-keywords.ts';
import type { Target } from './targets.ts';
import { isEmpty, likeness, wordsOf } from './words.ts';

export interface Scored<T> {
  readonly what: T;
  readonly score: number;
  /** The caller's words that spoke for it. */
  readonly because: readonly string[];
}

const CALLED_WEIGHT = 1.4;
const AGAINST_WEIGHT = 1.2;
const PLAIN_PHRASE = 0.8;

/**
 * Scores each target by the caller's words: the likeness of each to the target's own, weighed by
 * how few of the targets share it (so "repair" in every description decides nothing). `every`
 * holds the empty words too, which a transfer rule may name.
 */
export function scoreTargets(
  said: readonly string[],
  targets: readonly Target[],
  every: readonly string[] = said,
): Scored<Target>[] {
  const scored = targets.map((target) => {
    const keywords = scoreKeywords(every, target.keywords);
    const because = [...keywords.because];
    let { score } = keywords;
    for (const word of said) {
      if (keywords.matched.includes(word)) continue;
      const called = best(word, target.called) * CALLED_WEIGHT;
      const about = best(word, target.about);
      const gained = Math.max(called, about) * rarity(word, targets);
      if (gained > 0) because.push(word);
      score += gained - best(word, target.notAbout) * AGAINST_WEIGHT;
    }
    return { what: target, score, because };
  });
  return scored.sort((one, other) => other.score - one.score);
}

/** 1 for a word of one target, 0.7 for one of two, less the more share it; two of a name are one. */
function rarity(word: string, targets: readonly Target[]): number {
  const sharing = targets.filter(
    ({ called, about }) => best(word, called) === 1 || best(word, about) === 1,
  );
  const names = new Set(sharing.map(({ name }) => name));
  return names.size <= 1 ? 1 : 1 / Math.sqrt(names.size);
}

/**
 * Scores each intent by its best phrase. A phrase counts when all of its telling words were said;
 * a longer phrase counts more, so "repair ready" goes before "repair". `every` holds the empty words too.
 */
export function scoreIntents(
  said: readonly string[],
  intents: readonly Intent[],
  every: readonly string[] = said,
): Scored<Intent>[] {
  const scored = intents.map((intent) => {
    const phrases = intent.words.map((phrase) => scorePhrase(said, every, phrase));
    const top = phrases.reduce((one, other) => (other.score > one.score ? other : one));
    return { what: intent, ...top };
  });
  return scored.sort((one, other) => other.score - one.score);
}

function scorePhrase(said: readonly string[], every: readonly string[], phrase: string) {
  const all = wordsOf(phrase);
  const telling = all.filter((word) => !isEmpty(word));
  // "where are you" has no telling word: then every one of its words must have been said.
  if (telling.length === 0) {
    return { score: all.every((word) => every.includes(word)) ? PLAIN_PHRASE : 0, because: [] };
  }
  const found = telling.map((word) => best(word, said));
  if (found.includes(0)) return { score: 0, because: [] };
  return { score: found.reduce((sum, likely) => sum + likely, 0), because: telling };
}

function best(word: string, words: readonly string[]): number {
  return words.reduce((most, other) => Math.max(most, likeness(word, other)), 0);
}
