/**
 * What answering machines and mailboxes say of themselves and people who pick up do not. Pieces of
 * sentences, because a recogniser on a telephone line loses words.
 */
const ITS_OWN = [
  /\b(after|at) the (tone|beep|signal)\b/,
  /\b(you have|you ve|you) reached\b/,
  /\b(person|number|party|customer) you (are|have|re) (calling|dial|called|trying|reached)/,
  /\bdespues de (la senal|el tono|oir)\b/,
] as const;

/** What a person may tell us to do with the caller, once they were asked. */
const A_WAY_OUT = [
  /\b(leave|record) (me |us |your |a |an )*(short |brief |detailed )*(message|name and number)\b/,
  /\b(voice ?mail|mail ?box|answering machine|answer ?phone)\b/,
  /\b(deje|dejar|deja) (su|tu|un|el) (mensaje|recado)\b/,
  /\b(buzon|contestador)\b/,
] as const;

/** What a person may say too who is asked to take a call. */
const A_PERSONS_TOO = [
  /\b(not|isn t|is not|currently|un)( )?(available|able) (to (take|answer|come)|at the moment|right now)\b/,
  /\b(can t|cannot|can not|unable to) (come to|take|answer|get to) (the|your|my) (phone|call)\b/,
  /\bget back to you\b/,
  /\b(no (puedo|podemos|esta)|en este momento no) (atender|contestar|disponible)/,
] as const;

/** What was said to whoever picked up before they spoke. */
export type ToldBefore = 'nothing' | 'who calls' | 'the question';

const PHRASES: Record<ToldBefore, readonly RegExp[]> = {
  nothing: [...ITS_OWN, ...A_WAY_OUT, ...A_PERSONS_TOO],
  'who calls': [...ITS_OWN, ...A_WAY_OUT],
  'the question': ITS_OWN,
};

/**
 * Whether these are the words of a machine (the text as a recogniser gave it). The more somebody was
 * told, the more of what a machine says may be a person's answer.
 */
export function isMachineTalk(text: string, told: ToldBefore = 'nothing'): boolean {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const plain = bare.replace(/[^\p{L}\p{N}]+/gu, ' ');
  return PHRASES[told].some((phrase) => phrase.test(plain));
}
