const DIGITS: Readonly<Record<string, string>> = {
  ...{ zero: '0', oh: '0', one: '1', two: '2', three: '3', four: '4', five: '5' },
  ...{ six: '6', seven: '7', eight: '8', nine: '9', plus: '+' },
  ...{ cero: '0', uno: '1', dos: '2', tres: '3', cuatro: '4', cinco: '5', seis: '6' },
  ...{ siete: '7', ocho: '8', nueve: '9', más: '+' },
};
const WORD = Object.keys(DIGITS).join('|');
/** At least two in a row: a lone "one" is mostly no number. */
const SPOKEN_RUN = new RegExp(
  String.raw`(?<![\p{L}\d])(?:${WORD}|\d+)(?:[\s,-]+(?:${WORD}|\d+))+(?![\p{L}\d])`,
  'giu',
);
const RUN = /\+?\d(?:[\s().-]*\d)*/g;

/** Numbers that were said digit by digit, as digits: "plus one, five five" is "+155". */
export function withDigits(text: string): string {
  return text.replace(SPOKEN_RUN, (run) => {
    if (!/\p{L}/u.test(run)) return run;
    return run.replace(/[\s,-]+/g, ' ').replace(/\S+ ?/g, digitsOf);
  });
}

function digitsOf(word: string): string {
  const plain = word.trim().toLowerCase();
  return DIGITS[plain] ?? plain;
}

/**
 * A telephone number of at least `least` digits, without the signs between them; it keeps the plus
 * that it begins with.
 */
export function numberIn(text: string, least: number): string | undefined {
  const runs = withDigits(text).match(RUN) ?? [];
  return runs
    .map((run) => run.replace(/[^\d+]/g, ''))
    .find((number) => number.replace('+', '').length >= least);
}

/** Whether a number is all that was said or typed. */
export function isOnlyNumber(text: string): boolean {
  return /^\+?\d[\d\s#*.,-]*$/.test(withDigits(text).trim());
}
