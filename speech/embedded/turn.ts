import type { Entry } from './conversation.ts';
import { wordsOf } from './words.ts';

/** The caller's sentences since somebody else last spoke or a tool answered. */
export function callerTurn(entries: readonly Entry[]): string[] {
  return callerTexts(entries.slice(entries.findLastIndex(({ from }) => from !== 'caller') + 1));
}

/** All that the caller has said, oldest first. */
export function callerTexts(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) => (entry.from === 'caller' ? [entry.text] : []));
}

/** What the agent said last; what the caller says now may answer it. */
export function lastOfAgent(entries: readonly Entry[]): string {
  const last = entries.findLast((entry) => entry.from === 'agent');
  return last && 'text' in last ? last.text.trim() : '';
}

const FILLERS = String.raw`^\W*(?:(?:uh|um|oh|well|ah|pues)\W+)*`;
const YES = new RegExp(
  `${FILLERS}(?:(?:yes|yeah|yep|sure|okay|ok|of course|s[ií]|claro)(?!\\p{L})|(?:please(?: do)?|por favor)\\W*$)`,
  'iu',
);
const NO = new RegExp(`${FILLERS}(?:no(?! one)|nope|not now|never mind|d[eé]jelo)(?!\\p{L})`, 'iu');

const LONGEST_NO = 6;

export function agrees(text: string): boolean {
  return YES.test(text);
}

/** A longer sentence that begins with "no" says what is wanted instead. */
export function declines(text: string): boolean {
  return NO.test(text) && wordsOf(text).length <= LONGEST_NO;
}
