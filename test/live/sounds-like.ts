interface Place {
  /** Letters that were heard otherwise. */
  readonly missed: number;
  /** Letters heard before the words end. */
  readonly end: number;
}

/** Bare words in lower case. */
export function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9' ]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Whether these words are somewhere in what was heard. */
export function soundsLike(heard: string, words: string): boolean {
  return placeOf(heard, words) !== undefined;
}

/**
 * What comes after a sentence in the words that were heard; null when the sentence is not there
 * from its beginning to its end.
 */
export function afterSentence(heard: string, sentence: string): string | null {
  const place = placeOf(heard, sentence);
  if (!place) return null;
  let letters = 0;
  const rest = plainWords(heard)
    .split(' ')
    .filter((word) => {
      const begins = letters;
      letters += word.length;
      return begins >= place.end;
    });
  return rest.join(' ');
}

/** The first place where the words sound as they should, by letters: words fall apart over a line. */
function placeOf(heard: string, words: string): Place | undefined {
  const wanted = letters(words);
  const places = endings(letters(heard), wanted);
  const first = places.findIndex(({ missed }) => missed <= mayMiss(wanted.length));
  if (first < 0) return undefined;
  const near = places.slice(first, first + Math.ceil(wanted.length / 2));
  return near.reduce((best, place) => (place.missed < best.missed ? place : best));
}

/**
 * How many letters may be wrong: a telephone's ear takes "speed game" for "speaking", where "Monday"
 * must not pass for "Sunday". Two sentences that have nothing in common differ in half of them.
 */
function mayMiss(length: number): number {
  return Math.max(0, Math.floor(0.35 * length - 0.9));
}

/** For each end in what was heard, the fewest letters missed (P. H. Sellers 1980). */
function endings(heard: readonly string[], wanted: readonly string[]): Place[] {
  let column = Array.from({ length: wanted.length + 1 }, (_, row) => row);
  return heard.map((letter, at) => {
    const next = [0];
    wanted.forEach((other, row) => {
      const same = column[row]! + (letter === other ? 0 : 1);
      next.push(Math.min(same, column[row + 1]! + 1, next[row]! + 1));
    });
    column = next;
    return { missed: next.at(-1)!, end: at + 1 };
  });
}

const letters = (text: string) => Array.from(plainWords(text).replaceAll(/[ ']/g, ''));
