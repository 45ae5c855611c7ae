/**
 * What answering machines and mailboxes say of themselves and people who pick up do not. Pieces of
 * sentences, because a recogniser on a telephone line loses words.
 */
const PHRASES = [
  /\b(leave|record) (me |us |your |a |an )*(short |brief |detailed )*(message|name and number)\b/,
  /\b(after|at) the (tone|beep|signal)\b/,
  /\b(voice ?mail|mail ?box|answering machine|answer ?phone)\b/,
  /\b(you have|you ve|you) reached\b/,
  /\b(not|isn t|is not|currently|un)( )?(available|able) (to (take|answer|come)|at the moment|right now)\b/,
  /\b(can t|cannot|can not|unable to) (come to|take|answer|get to) (the|your|my) (phone|call)\b/,
  /\b(person|number|party|customer) you (are|have|re) (calling|dial|called|trying|reached)/,
  /\bget back to you\b/,
  /\b(deje|dejar|deja) (su|tu|un|el) (mensaje|recado)\b/,
  /\bdespues de (la senal|el tono|oir)\b/,
  /\b(buzon|contestador)\b/,
  /\b(no (puedo|podemos|esta)|en este momento no) (atender|contestar|disponible)/,
] as const;

/** Whether these are the words of a machine (the text as a recogniser gave it). */
export function isMachineTalk(text: string): boolean {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const plain = bare.replace(/[^\p{L}\p{N}]+/gu, ' ');
  return PHRASES.some((phrase) => phrase.test(plain));
}
