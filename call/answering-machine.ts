/**
 * What answering machines and mailboxes say of themselves and people who pick up do not. Pieces of
 * sentences, because a recogniser on a telephone line loses words.
 */
const ITS_OWN = [
  /\b(leave|record) (me |us |your |a |an )*(short |brief |detailed )*(message|name and number)\b/,
  /\b(after|at) the (tone|beep|signal)\b/,
  /\b(voice ?mail|mail ?box|answering machine|answer ?phone)\b/,
  /\b(you have|you ve|you) reached\b/,
  /\b(person|number|party|customer) you (are|have|re) (calling|dial|called|trying|reached)/,
  /\b(deje|dejar|deja) (su|tu|un|el) (mensaje|recado)\b/,
  /\bdespues de (la senal|el tono|oir)\b/,
  /\b(buzon|contestador)\b/,
] as const;

/** What a person may say too who is asked to take a call. */
const A_PERSONS_TOO = [
  /\b(not|isn t|is not|currently|un)( )?(available|able) (to (take|answer|come)|at the moment|right now)\b/,
  /\b(can t|cannot|can not|unable to) (come to|take|answer|get to) (the|your|my) (phone|call)\b/,
  /\bget back to you\b/,
  /\b(no (puedo|podemos|esta)|en este momento no) (atender|contestar|disponible)/,
] as const;

/**
 * Whether these are the words of a machine (the text as a recogniser gave it). `asked`: a question
 * was put, and a person may refuse in words that a machine has too.
 */
export function isMachineTalk(text: string, asked = false): boolean {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const plain = bare.replace(/[^\p{L}\p{N}]+/gu, ' ');
  const phrases = asked ? ITS_OWN : [...ITS_OWN, ...A_PERSONS_TOO];
  return phrases.some((phrase) => phrase.test(plain));
}
