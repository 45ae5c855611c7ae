import { formsOf, respell, soundsOf } from './name-sound.ts';

/** A word with all that is compared of it, made once. */
export interface Term {
  readonly word: string;
  readonly forms: readonly Form[];
  /** A number with a digit in it: it is this one or another. */
  readonly numeric: boolean;
}

interface Form {
  readonly written: string;
  readonly respelt: string;
  readonly sounds: readonly string[];
  /** Bit n: the nth letter occurs in it. */
  readonly letters: number;
}

/** Alike enough to be one word that was misheard; below it two words have nothing to do with each other. */
export const ALIKE = 0.76;
/** What another way of writing the same sound is worth. */
const SAME_SOUND = 0.97;
/** What an initial is worth for the name it begins. */
const INITIAL = 0.8;
/** What a shortened name is worth ("Tech", "Dan"); shorter ones say too little. */
const SHORTENED = 0.88;
const SHORTEST = 3;

export function termOf(word: string): Term {
  return { word, forms: formsOf(word).map(formOf), numeric: /\d/.test(word) };
}

function formOf(written: string): Form {
  const respelt = respell(written);
  return { written, respelt, sounds: soundsOf(written), letters: lettersOf(written + respelt) };
}

/** From 0 to 1: whether one word may have been heard where the other was said. Symmetric. */
export function likeness(a: Term, b: Term): number {
  if (a.word === b.word) return 1;
  if ((a.numeric || b.numeric) && a.forms.length === 1 && b.forms.length === 1) return 0;
  let best = beginning(a.word, b.word);
  for (const one of a.forms) {
    for (const other of b.forms) best = Math.max(best, formLikeness(one, other));
  }
  return best;
}

function beginning(a: string, b: string): number {
  if (!a.startsWith(b) && !b.startsWith(a)) return 0;
  const shorter = Math.min(a.length, b.length);
  return shorter >= SHORTEST ? SHORTENED : shorter === 1 ? INITIAL : 0;
}

function formLikeness(a: Form, b: Form): number {
  if (a.written === b.written || a.respelt === b.respelt) return SAME_SOUND;
  if (!mayBeAlike(a, b)) return 0;
  const written = jaroWinkler(a.written, b.written);
  const respelt = jaroWinkler(a.respelt, b.respelt);
  const looks = Math.max(written, respelt);
  const shorter = Math.min(a.respelt.length, b.respelt.length);
  // Of a short word one letter is much; of what begins alike ("Mart", "Martinez") the end counts.
  const tempered = looks * (shorter <= 3 ? 0.9 : 1) * lengthFactor(a, b);
  if (!a.sounds.some((sound) => b.sounds.includes(sound))) return tempered * 0.97;
  const weight = a.sounds.some((sound) => sound.length > 1 && b.sounds.includes(sound)) ? 0.5 : 0.2;
  return Math.min(SAME_SOUND, tempered + (SAME_SOUND - tempered) * weight);
}

function lengthFactor(a: Form, b: Form): number {
  const longer = Math.max(a.respelt.length, b.respelt.length);
  const shorter = Math.min(a.respelt.length, b.respelt.length);
  return longer - shorter <= 1 ? 1 : 0.75 + 0.25 * (shorter / longer);
}

/** Cheap, and before everything else: most words of a directory have too few letters in common. */
function mayBeAlike(a: Form, b: Form): boolean {
  const shorter = Math.min(a.written.length, b.written.length);
  const longer = Math.max(a.written.length, b.written.length);
  if (longer > 2 * shorter + 2) return false;
  return bits(a.letters & b.letters) * 2 >= Math.max(bits(a.letters), bits(b.letters)) - 1;
}

function lettersOf(word: string): number {
  let letters = 0;
  for (let n = 0; n < word.length; n += 1) letters |= 1 << (word.charCodeAt(n) & 31);
  return letters;
}

function bits(of: number): number {
  let n = of - ((of >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Jaro's likeness, raised for a common beginning (Winkler, 1990). */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroOf(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroOf(a: string, b: string): number {
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Uint8Array(b.length);
  const matched: number[] = [];
  for (let n = 0; n < a.length; n += 1) {
    const end = Math.min(b.length, n + reach + 1);
    for (let at = Math.max(0, n - reach); at < end; at += 1) {
      if (taken[at] || a.charCodeAt(n) !== b.charCodeAt(at)) continue;
      taken[at] = 1;
      matched.push(n);
      break;
    }
  }
  if (matched.length === 0) return 0;
  let swapped = 0;
  let seen = 0;
  for (let at = 0; at < b.length; at += 1) {
    if (!taken[at]) continue;
    if (a.charCodeAt(matched[seen] ?? 0) !== b.charCodeAt(at)) swapped += 1;
    seen += 1;
  }
  const same = matched.length;
  return (same / a.length + same / b.length + (same - swapped / 2) / same) / 3;
}
