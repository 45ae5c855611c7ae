import { isEmpty, stem, wordsOf } from './words.ts';

/** A negation of a subject, not of a verb: "not about…", "I don't want…", but not "does not work". */
const NEGATED = new RegExp(
  [
    String.raw`\bnot (?:about|for|regarding|concerning|an?|the|my|to)\b`,
    String.raw`\b(?:isn'?t|wasn'?t|is not|was not) (?:about|for|regarding|an?|the|my)\b`,
    String.raw`\bnothing to do with\b`,
    String.raw`\b(?:don'?t|do not|didn'?t|did not) (?:want|need|connect|transfer|put|ask|mean|send)\b`,
    String.raw`\b(?:instead of|rather than|apart from)\b`,
  ].join('|'),
  'i',
);

/** The caller's sentence without the parts in which a subject is ruled out. */
export function withoutNegations(text: string): string {
  return text
    .replaceAll('’', "'")
    .split(/(?<=[.,;!?])\s+|\s+(?=\b(?:but|it'?s about|rather about|i want|i need|i have)\b)/i)
    .map((clause) => {
      const at = NEGATED.exec(clause)?.index;
      return at === undefined ? clause : clause.slice(0, at);
    })
    .join(' ')
    .trim();
}

/**
 * The words that can decide: no empty ones. Neighbours that together are a word of the vocabulary
 * count as that word, since a recogniser hears "in voice" for "invoice".
 */
export function tellingWords(text: string, vocabulary: readonly string[]): string[] {
  const words = wordsOf(text);
  const stems = new Set(vocabulary.map(stem));
  const joined = words
    .slice(1)
    .map((word, at) => `${words[at] ?? ''}${word}`)
    .filter((word) => stems.has(stem(word)));
  return [...new Set([...words.filter((word) => !isEmpty(word)), ...joined])];
}
