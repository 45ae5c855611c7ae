/** What somebody said to a question that takes a yes or a no. */
export type Consent = 'yes' | 'no';

/**
 * A yes or a no in words, in a character's language; null where it is neither, or both, so that it
 * is asked again. A yes is made of words of consent and courtesies and of nothing else: who asks
 * back, wants a moment or repeats our own question has not agreed.
 */
export function consentIn(text: string, language: string): Consent | null {
  const { harmless, no, yes, beside } = wordsOf(language);
  const heard = plain(text);
  const said = heard.replace(harmless, ' ');
  const words = said.trim().split(' ').filter(Boolean);
  const agrees = said !== heard || words.some((word) => yes.has(word));
  if (no.test(said)) return agrees ? null : 'no';
  const asks = text.includes('?') || words.length > LONGEST;
  return agrees && !asks && words.every((word) => yes.has(word) || beside.has(word)) ? 'yes' : null;
}

/** Whether a yes holds the word itself: "Okay." said into our question may only mean "go on". */
export function isPlainYes(text: string): boolean {
  return / (yes|yeah|yep|yup|sí) /.test(plain(text));
}

const LONGEST = 9;

interface Words {
  /** A no in form that is a yes. */
  readonly harmless: RegExp;
  readonly no: RegExp;
  readonly yes: ReadonlySet<string>;
  /** What may stand beside a yes. */
  readonly beside: ReadonlySet<string>;
}

const set = (words: string) => new Set(words.split(' '));

const ENGLISH: Words = {
  harmless: / (no|not a) (problem|worries) | don t mind /g,
  no: / (no|nope|nah|not|don t|can t|cannot|couldn t|won t|unable|busy|meeting|later|never|decline|refuse) /,
  yes: set(
    'yes yeah yep yup sure ok okay certainly absolutely ahead course through connect happy glad fine',
  ),
  beside: set(
    'please thanks thank you i we ll will d would be can do take it a the your this their call him her them that is s hello hi this am m speaking go of put us me to now and',
  ),
};

const SPANISH: Words = {
  harmless: / no hay (ningún )?problema /g,
  no: / (no|nunca|ocupado|ocupada|imposible|tarde|reunión|rechazo) /,
  yes: set(
    'sí claro vale acuerdo supuesto adelante gusto perfecto pásame páseme pásamelo pásamela pásemelo pásemela páselo pásela pásalo pásala',
  ),
  beside: set(
    'de por con mucho gracias la lo le llamada atiendo tomo hola buenas muy bien ahora por favor',
  ),
};

function wordsOf(language: string): Words {
  return language.toLowerCase().startsWith('es') ? SPANISH : ENGLISH;
}

/** Lower case, no punctuation: a recogniser writes as it likes. Accents stay: "si" is no "sí". */
function plain(text: string): string {
  const bare = text.normalize('NFC').toLowerCase();
  return ` ${bare.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}
