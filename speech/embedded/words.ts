import { doubleMetaphone } from 'double-metaphone';

/** Words that say nothing about a subject: they never decide a choice on their own. */
const EMPTY = new Set(
  `a about actually again all also am an and any anybody anything are as ask asks at back be because been before but by call
caller calling came can cannot come concern could day did do does doing done down each else for from get give go going gonna good
got had has have having he hear hello help her here hey hi him his how i if in into is isnt issue it its just
know last let like little look looks made make many matter may maybe me mean mine more my need never new no not now
of off ok okay on one only or other our out over own part people please problem put question really right said
say see she should so some somebody something speak still sure talk tell than that the their them then there they
thing think this those time to today too transfer trouble under until up us use very want wants was way we well were what
when where which while who whom whose why will with without wonder would wrong yes yesterday yet you your`.split(
    /\s+/,
  ),
);

/** A sentence as lower-case words without accents or signs: "I'd like…" is `id like`. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

export function isEmpty(word: string): boolean {
  return word.length < 2 || EMPTY.has(word);
}

/** Without the endings of number and tense; crude, and the same on both sides of a comparison. */
export function stem(word: string): string {
  if (word.length < 4) return word;
  return word
    .replace(/(ies|ied)$/, 'y')
    .replace(/(sses)$/, 'ss')
    .replace(/([^s])s$/, '$1')
    .replace(/(ing|ed)$/, (ending, _whole, at: number) => (at >= 3 ? '' : ending))
    .replace(/e$/, '');
}

const NEAR = 0.6;

/**
 * How alike two words are, 0 to 1: 1 for the same stem, and what a recogniser may have made of a
 * word (`breaks` for `brakes`, `invoyce`) above 0.6. Anything less is 0.
 */
export function likeness(one: string, other: string): number {
  const [a, b] = [stem(one), stem(other)];
  if (a === b) return 1;
  if (Math.min(one.length, other.length) < 4) return 0;
  const heard = sameLetters(a, b) || soundsAlike(one, other);
  const alike = Math.max(trigramLikeness(a, b), heard ? 0.8 : 0);
  return alike >= NEAR ? alike : 0;
}

function trigramLikeness(a: string, b: string): number {
  const [left, right] = [trigrams(a), trigrams(b)];
  const common = [...left].filter((piece) => right.has(piece)).length;
  return (2 * common) / (left.size + right.size);
}

function trigrams(word: string): Set<string> {
  const padded = ` ${word} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
}

/** The same consonants in the same order, and the same letters but for their order. */
function sameLetters(a: string, b: string): boolean {
  const skeleton = (word: string) => word.replace(/[aeiouyh]/g, '').replace(/(.)\1/g, '$1');
  const letters = (word: string) => Array.from(word).sort().join('');
  return skeleton(a).length >= 3 && skeleton(a) === skeleton(b) && letters(a) === letters(b);
}

/** Three sounds or more, all the same, from one beginning: `sayles` and `sails` for `sales`. */
function soundsAlike(a: string, b: string): boolean {
  const [[sound], [other]] = [doubleMetaphone(a), doubleMetaphone(b)];
  return a[0] === b[0] && sound.length >= 3 && sound === other;
}
