/** What somebody said to a question that takes a yes or a no. */
export type Consent = 'yes' | 'no';

/**
 * A yes or a no in words, in a character's language; null where it is neither, or both, so that it is
 * asked again: nobody is put through to somebody who hesitates, or was misheard.
 */
export function consentIn(text: string, language: string): Consent | null {
  const { harmless, no, yes } = language.toLowerCase().startsWith('es') ? SPANISH : ENGLISH;
  const words = plain(text).replace(harmless, ' yes ');
  const [agrees, refuses] = [yes.test(words) || words.includes(' yes '), no.test(words)];
  if (agrees === refuses) return null;
  return agrees ? 'yes' : 'no';
}

interface Words {
  /** A no in form that is a yes. */
  readonly harmless: RegExp;
  readonly no: RegExp;
  readonly yes: RegExp;
}

const ENGLISH: Words = {
  harmless: / (no|not a) (problem|worries) /g,
  no: / (no|nope|nah|not|don t|can t|cannot|can not|couldn t|won t|unable|busy|later|never|sorry|decline|refuse) /,
  yes: / (yes|yeah|yep|yup|sure|okay|ok|certainly|absolutely|of course|go ahead|please do|put (him|her|them|it|the call) through|connect (him|her|them|us|me)|i ll take (it|him|her|them|the call)|i will take (it|him|her|them|the call)|happy to|glad to|fine) /,
};

const SPANISH: Words = {
  harmless: / no hay (ningun )?problema /g,
  no: / (no|ahora no|nunca|ocupado|ocupada|imposible|tarde|luego|lo siento|rechazo) /,
  yes: / (si|claro|vale|de acuerdo|por supuesto|adelante|con gusto|pasame|paseme|pasamelo|pasamela|pasalo|pasala|pase|bueno|perfecto|desde luego) /,
};

/** Lower case, no accents, no punctuation: a recogniser writes as it likes. */
function plain(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return ` ${bare.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}
