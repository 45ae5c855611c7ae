import { brainSentences } from './brain-sentences.ts';
import type { Reply, Situation } from './conversation.ts';
import { agrees, lastOfAgent } from './turn.ts';

const TOOL = 'take_message';
const OFFER = /\btake a message\?$|\ble tomo un recado\?$/i;
const OF_A_MESSAGE = /\bmessage\b|\brecado\b/i;
const ELSEWHERE = /\b(?:some(?:body|one) else|another|other|otra persona)\b/i;
const WANTED = /\b(?:leave|take|write down) (?:a|the|my|this) message\b|\bdejar un recado\b/i;

export function offersMessage(said: string): boolean {
  return OFFER.test(said);
}

/** A message is asked for in one turn and taken in the next. */
export function message({ tools, entries, language }: Situation, text: string): Reply | null {
  if (!tools.some(({ name }) => name === TOOL)) return null;
  const { askMessage } = brainSentences(language);
  const asked = lastOfAgent(entries);
  if (asked.endsWith(askMessage)) {
    return { say: '', calls: [{ name: TOOL, args: { message: text.trim() } }] };
  }
  const accepted = agrees(text) || OF_A_MESSAGE.test(text);
  const agreed = offersMessage(asked) && accepted && !ELSEWHERE.test(text);
  return agreed || WANTED.test(text) ? { say: askMessage, calls: [] } : null;
}
