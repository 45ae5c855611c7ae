import { wordsOf } from './words.ts';

const LONGEST = 80;
const ENDING = /\s*(?:,? (?:please|thanks|thank you|if you can|right now))?[.,;:!?\s]*$/i;
const NEXT_CLAUSE = /(?:[,;.!?]| and (?:i|my|can|could|that|then)\b).*$/i;
const ARTICLE = /^(?:my|your|our|the|an?|this|that)$/i;
const PERSON_ONLY = /\b(?:speak|talk|connect|transfer|put|back)\b.* (?:to|with)\b|\bback to\b/i;
/** Verbs of a wish that tell whom the caller wants, not why. */
const NO_REASON = /^(?:speak|talk|go|come|be|ask|get|know|see|hear|return)$/i;

/**
 * Why the caller is connected, as a short noun phrase in the caller's own words, spoken to the
 * caller: "a question about an invoice", "your bike". `because` are the words that decided, in
 * lower case. Empty when only a person was asked for.
 */
export function reasonFrom(sentence: string, because: readonly string[]): string {
  const clause = clauseWith(sentence, because);
  return polish(
    namedSubject(clause) ??
      wish(clause) ??
      suffered(clause) ??
      (nounPhrase(clause, because) || failing(clause)),
  );
}

/** The part of the sentence that holds the words that decided. */
function clauseWith(sentence: string, because: readonly string[]): string {
  const clauses = sentence.split(/(?<=[.,;!?])\s+|\s+(?:and then|and|but) (?=i\b)/i);
  const holds = (clause: string) => wordsOf(clause).some((word) => because.includes(word));
  return (clauses.find(holds) ?? sentence).replace(ENDING, '');
}

function namedSubject(clause: string): string | null {
  const named =
    /\b(?:(an?|some|another|the|my) )?((?:[a-z]+ )?)(questions?|problems?|issues?|troubles?|complaints?) ((?:about|with|regarding|concerning|on|for) .+)$/i.exec(
      clause,
    );
  if (named) {
    const [, article = 'a', quality = '', noun = '', rest = ''] = named;
    const own = /^(?:have|had|has|got|with) $/i.test(quality) ? '' : quality;
    return `${noun.endsWith('s') ? '' : `${article} `}${own}${noun} ${cut(rest)}`;
  }
  const about = /\b(?:about|regarding|concerning) (.+)$/i.exec(clause)?.[1];
  return about === undefined ? null : `a question about ${cut(about)}`;
}

function wish(clause: string): string | null {
  const [, verb = '', object = ''] =
    /\b(?:want|need|like|have|wanted) to (\w+) (.+)$/i.exec(clause) ?? [];
  return verb === '' || NO_REASON.test(verb) ? null : `${gerund(verb)} ${cut(object)}`;
}

function suffered(clause: string): string | null {
  const [, verb = '', rest = ''] =
    /\b(?:i|we) (?:was|were|have been|got|am|are) (?:being )?(\w{2,}ed)\b(.*)$/i.exec(clause) ?? [];
  return verb === '' ? null : `being ${verb}${cut(rest)}`;
}

/** A deciding word with its article, and the deciding words that follow it: "a strange noise". */
function nounPhrase(clause: string, because: readonly string[]): string {
  if (PERSON_ONLY.test(clause)) return '';
  const words = clause.split(/\s+/);
  const decides = (word = '') => wordsOf(word).some((plain) => because.includes(plain));
  const deciding = words.flatMap((word, at) => (decides(word) ? [at] : []));
  const first = deciding[0];
  if (first === undefined) return '';
  const articleBefore = (at: number) =>
    [at - 1, at - 2].find((before) => ARTICLE.test(words[before] ?? ''));
  const at = deciding.find((index) => articleBefore(index) !== undefined) ?? first;
  let end = at + 1;
  while (decides(words[end])) end += 1;
  const from = articleBefore(at);
  const noun = words.slice(from ?? at, end).join(' ');
  return from === undefined ? `the ${noun}` : noun;
}

/** What does not do as it should: "my router" of "my router is not working". */
function failing(clause: string): string {
  const failed =
    /\b(?:my|our|the) [\w-]+(?: [\w-]+)?(?= (?:(?:is|are|do|does|did|has|have|was|will|can) ?(?:not|n't)|isn't|won't|can't)\b)/i;
  return failed.exec(clause.replaceAll('’', "'"))?.[0] ?? '';
}

function cut(phrase: string): string {
  return phrase.replace(NEXT_CLAUSE, '');
}

function gerund(verb: string): string {
  const lower = verb.toLowerCase();
  if (/[^e]e$/.test(lower)) return `${lower.slice(0, -1)}ing`;
  const doubles = /^[^aeiou]*[aeiou][bdgmnpt]$/.test(lower) ? lower.slice(-1) : '';
  return `${lower}${doubles}ing`;
}

/** Said to the caller: "my" is "your". Short enough for a sentence around it. */
function polish(phrase: string): string {
  const turned = phrase
    .replace(ENDING, '')
    .replace(/\b(?:my|our|mine)\b/gi, 'your')
    .replace(/\bI am\b|\bI'm\b/g, 'you are')
    .replace(/\bI was\b/g, 'you were')
    .replace(/\b(?:I|me)\b/g, 'you')
    .replace(/\s+/g, ' ')
    .trim();
  const lowered = turned.charAt(0).toLowerCase() + turned.slice(1);
  return lowered.length <= LONGEST ? lowered : lowered.slice(0, LONGEST).replace(/\s+\S*$/, '');
}
