import type { Intent } from '../../protocol/character.ts';
import type { Situation } from './conversation.ts';
import { withoutNumbers } from './facts.ts';
import { scoreIntents, scoreTargets, type Scored } from './score.ts';
import { tellingWords, withoutNegations } from './spoken.ts';
import { isRule, targetsOf, type Target } from './targets.ts';
import { wordsOf } from './words.ts';

/** Less than about one whole telling word is no reason to do anything. */
const ENOUGH = 0.69;
/** Two targets closer than this: the caller is asked. */
const CLEAR = 0.15;

/** What a sentence of the caller may mean to a character. */
export interface Meaning {
  /** The sentence without what it rules out. */
  readonly text: string;
  /** Its telling words. */
  readonly said: readonly string[];
  /** Whom it asks for, the likeliest first; more than one where it is not clear. */
  readonly targets: readonly Scored<Target>[];
  readonly intent: Scored<Intent> | null;
}

export function meaningOf(sentence: string, { tools, intents }: Situation): Meaning {
  const text = withoutNegations(sentence);
  const targets = targetsOf(tools);
  const vocabulary = vocabularyOf(targets, intents);
  const said = tellingWords(text, vocabulary);
  const asked = tellingWords(withoutNumbers(text, tools), vocabulary);
  const words = wordsOf(text);
  const every = [...words, ...said.filter((word) => !words.includes(word))];
  const intent = scoreIntents(said, intents, every)[0];
  return {
    text,
    said,
    targets: likeliest(oneOfEach(scoreTargets(asked, targets, every))),
    intent: intent && intent.score >= ENOUGH ? intent : null,
  };
}

function vocabularyOf(targets: readonly Target[], intents: readonly Intent[]): string[] {
  const phrases = intents.flatMap(({ words }) => words.flatMap(wordsOf));
  const wordsFor = ({ about, called, keywords }: Target) => [about, called, ...keywords].flat();
  return [...targets.flatMap(wordsFor), ...phrases];
}

/** One way to each: where two tools reach the same name, the rule that was spoken of. */
function oneOfEach(scored: readonly Scored<Target>[]): Scored<Target>[] {
  const names = new Set(scored.map(({ what }) => what.name));
  return [...names].flatMap((name) => {
    const same = scored.filter(({ what, score }) => what.name === name && score > 0);
    const [best] = same;
    if (!best) return [];
    const { what } = same.find((way) => isRule(way.what) && way.score >= ENOUGH) ?? best;
    const because = [...new Set(same.flatMap((way) => way.because))];
    return [{ what, score: best.score, because }];
  });
}

/** Those that cannot be told apart; a rule goes before what is only as likely. */
function likeliest(scored: readonly Scored<Target>[]): Scored<Target>[] {
  const [first] = scored;
  if (!first || first.score < ENOUGH) return [];
  const near = scored.filter(({ score }) => score >= ENOUGH && first.score - score < CLEAR);
  const rules = near.filter(({ what }) => isRule(what));
  return rules.length > 0 ? rules : near;
}
