/** A name taken apart: who it is, and what only says more of them ("in accounts"). */
export interface NameParts {
  readonly name: readonly string[];
  readonly more: readonly string[];
}

/** Said around a name and never part of telling two apart. */
const FILLING = new Set(
  'a the and to of please dr doctor mr mister mrs missus ms miss prof professor madam'.split(' '),
);
/** A whole question, where only the name was wanted. */
const CARRIER =
  /^.*\b(?:(?:speak|talk)(?:ing)? (?:to|with)|put me through to|connect me (?:to|with)|transfer me to|looking for|is there an?|reach)\b/su;
/** Before a place of work, for whoever was just spoken of: "the one in sales", "in sales". */
const SOMEBODY = /^(?:\s*the (?:one|person))?\s*(?:in|from|at|of)\b/u;
/** After one of these comes where somebody works. */
const PREPOSITIONS = new Set(['in', 'from', 'at', 'of', 'over']);
/** Said of a place of work, and often left out. */
const PLACES = new Set('department dept desk division office people team'.split(' '));

/** Letters that decompose into nothing. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** The words of a name, in the order they came, without case, accents and punctuation. */
export function wordsIn(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/['’`´]/g, '');
  return joinLetters(plain.match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** What was said, without the question around it. A comma in it divides nothing. */
export function heardParts(heard: string): NameParts {
  const named = heard
    .toLowerCase()
    .replace(CARRIER, '')
    .replace(SOMEBODY, '')
    .replace(/[,;:|–—]|\s-\s/g, ' ');
  return partsOf(/[\p{L}\p{N}]/u.test(named) ? named : heard);
}

/** "Jamie Lee (accounts)", "Jamie Lee, accounts" and "Jamie Lee in accounts" are taken apart alike. */
export function partsOf(text: string): NameParts {
  const written = /^([^(,:;/|–—]*[\p{L}\p{N}][^(,:;/|–—]*)[(,:;/|–—](.*)$/su.exec(
    text.replace(/\s-\s/g, ' – '),
  );
  const words = wordsIn(written?.[1] ?? text);
  const at = words.findIndex(
    (word, n) => PREPOSITIONS.has(word) && words.slice(0, n).some((before) => !FILLING.has(before)),
  );
  const cut = at < 0 ? words.length : at;
  const said = meaning([...words.slice(cut), ...wordsIn(written?.[2] ?? '')]);
  const name = meaning(words.slice(0, cut));
  return { name: name.length > 0 ? name : words, more: name.length > 0 ? said : [] };
}

/** Without what only surrounds a name, unless nothing else is there. */
function meaning(words: readonly string[]): string[] {
  const meant = words.filter((word) => !FILLING.has(word));
  const named = meant.filter((word) => !PLACES.has(word));
  return named.length > 0 ? named : meant;
}

/** "j a m i e", "s as in sugar", "double e": letters that were spelt out become a word. */
function joinLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  let run = '';
  const end = () => {
    if (run) joined.push(run);
    run = '';
  };
  for (let n = 0; n < words.length; n += 1) {
    const word = words[n] ?? '';
    const next = words[n + 1] ?? '';
    if (word === 'double' && isLetter(next)) {
      run += next + next;
      n += 1;
    } else if (isLetter(word)) {
      run += word;
      n += passedOver(words, n);
    } else {
      end();
      joined.push(word);
    }
  }
  end();
  return withoutRepeats(joined);
}

/** How many words after a letter only say which letter it is. */
function passedOver(words: readonly string[], n: number): number {
  const letter = words[n] ?? '';
  const [as = '', second = '', third = ''] = words.slice(n + 1, n + 4);
  if (as === 'as' && ['in', 'for'].includes(second) && third.startsWith(letter)) return 3;
  return as === 'for' && second.length > 1 && second.startsWith(letter) ? 2 : 0;
}

const isLetter = (word: string) => /^[a-z]$/.test(word);

/** A name that is said and then spelt is one name. */
function withoutRepeats(words: readonly string[]): string[] {
  return words.filter((word, n) => words.indexOf(word) === n);
}
