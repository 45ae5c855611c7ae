import { brainSentences } from './brain-sentences.ts';
import { reasonOf } from './connect.ts';
import type { Reply, Situation } from './conversation.ts';
import { numberIn, withDigits } from './digits.ts';
import { nameFrom } from './facts.ts';
import { meaningOf } from './meaning.ts';
import { reasonFrom } from './reason.ts';
import { spokenName } from './targets.ts';
import { agrees, callerTexts, callerTurn, lastOfAgent } from './turn.ts';

const TOOL = 'schedule_callback';
const OFFER = /\bshall we call you back\?$|\ble devolvemos la llamada\?$/i;
const NUMBER_ASKED = /\bon which number can we reach you\?$|\ba qué número le llamamos\?$/i;
const CALL_ME = /\bcall(?:ing)? me\b|\bll[aá]me(?:n)?me\b/i;
const WANTED =
  /\b(?:please|(?:can|could|would|will) (?:you|somebody|someone)(?: please)?) call me back\b|\b(?:want|like|need|have|request|arrange|schedule) (?:a|to be) call(?:ed)?[- ]?back\b/i;
/** Before a number that is one to call. */
const REACHED =
  /(?:\b(?:call|reach|ring|phone) me\b|\b(?:phone|mobile|cell|telephone)\b|\bmy number is\b|\bll[aá]men?me\b|\btel[eé]fono\b|\bmóvil\b|\+(?=\d)).*/is;
const LEAST_SAID = 5;
/** Without a word about it, a shorter number may be that of an account. */
const LEAST_ALONE = 7;
const LEAST_ASKED = 3;

export function offersCallBack(said: string): boolean {
  return OFFER.test(said);
}

export function asksNumber(said: string): boolean {
  return NUMBER_ASKED.test(said);
}

/** A call back is offered by the house and agreed to by the caller, or asked for at once. */
export function callBack(situation: Situation, text: string): Reply | null {
  if (!situation.tools.some(({ name }) => name === TOOL)) return null;
  const asked = lastOfAgent(situation.entries);
  const turn = callerTurn(situation.entries).join(' ');
  if (asksNumber(asked)) {
    const number = numberIn(turn, LEAST_ASKED);
    return number === undefined ? null : schedule(situation, number);
  }
  const agreed = offersCallBack(asked) && (agrees(text) || CALL_ME.test(text));
  if (!agreed && !WANTED.test(text)) return null;
  return schedule(situation, numberIn(turn, LEAST_ALONE) ?? numberToCall(situation));
}

function schedule(situation: Situation, number: string | undefined): Reply {
  const name = nameFrom(callerTexts(situation.entries));
  const args = { reason: whyCalled(situation), ...(name && { name }), ...(number && { number }) };
  return { say: '', calls: [{ name: TOOL, args }] };
}

function numberToCall({ entries }: Situation): string | undefined {
  return callerTexts(entries)
    .map((text) => numberIn(REACHED.exec(withDigits(text))?.[0] ?? '', LEAST_SAID))
    .findLast((number) => number !== undefined);
}

/** From the latest of the caller's sentences that tells it, by the words that led to the offer. */
function whyCalled(situation: Situation): string {
  const meanings = callerTexts(situation.entries)
    .toReversed()
    .map((text) => meaningOf(text, situation));
  const reasons = meanings.map((meaning) => {
    const [target] = meaning.targets;
    return target ? reasonOf(meaning, target) : reasonFrom(meaning.text, []);
  });
  const wanted = meanings.flatMap(({ targets }) => targets.slice(0, 1))[0];
  const { yourCall } = brainSentences(situation.language);
  return reasons.find(Boolean) ?? (wanted ? spokenName(wanted.what) : yourCall);
}
