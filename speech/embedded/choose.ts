import type { Intent } from '../../protocol/character.ts';
import { brainSentences, type BrainSentences } from './brain-sentences.ts';
import { asksNumber, callBack, offersCallBack } from './call-back.ts';
import { asksFor, connect } from './connect.ts';
import type { Entry, Reply, Situation } from './conversation.ts';
import { isOnlyNumber } from './digits.ts';
import { meaningOf, type Meaning } from './meaning.ts';
import { message, offersMessage } from './message.ts';
import { person } from './person.ts';
import { remembering } from './remember.ts';
import { LEAST_KEYWORD } from './score-keywords.ts';
import { isRule, spokenName, targetsOf } from './targets.ts';
import { spokenOutputs } from './tool-output.ts';
import { callerTurn, declines, lastOfAgent } from './turn.ts';

const GOODBYE =
  /\b(good[- ]?by(?:e|es)?|bye(?:[- ]bye)?|see you|hang up|that(?:'s| is| was) (?:all|it|everything)|nothing else|adi[oó]s|hasta luego)\b/i;

/** How the house announces a transfer, in `call/sentences.ts`. */
const ANNOUNCED = /\bputting you through\b|\ble paso con\b/i;
const CALLED_OFF =
  /\b(?:no|wait|stop|never mind|cancel|do not|don't|rather not|espere|d[eé]jelo|mejor no)\b/i;

/** An intent as weak as one word, such as "thank you", does not keep a caller who says goodbye. */
const THANKS = 1.2;

const GREETING =
  /^\s*(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|hola|buenos d[ií]as)\b/i;

const NOTHING: Reply = { say: '', calls: [] };

/**
 * The built-in brain: what to say or which tool to call, from the offered tools, the character's
 * intents and the words so far. Pure and deterministic.
 */
export function choose(situation: Situation): Reply {
  const { entries, language } = situation;
  const sentences = brainSentences(language);
  const last = entries.at(-1);
  if (last?.from === 'tool') return say(spokenOutputs(entries, sentences.found));
  if (last?.from === 'agent') return NOTHING;
  const turn = callerTurn(entries);
  const together = turn.join(' ');
  const reply =
    answer(situation, turn.at(-1) ?? '') ??
    answer(situation, together) ??
    acknowledged(situation, together, sentences);
  const kept = remembering(situation, reply, sentences.noted);
  return introduced(kept ?? lost(situation, sentences), entries, sentences);
}

function answer(situation: Situation, text: string): Reply | null {
  const settled =
    callsOff(situation, text) ?? message(situation, text) ?? callBack(situation, text);
  if (settled) return settled;
  const meaning = meaningOf(text, situation);
  const asked = person(situation, text, meaning);
  if (asked) return asked;
  const [target, other] = meaning.targets;
  const { intent } = meaning;
  // Whoever says goodbye and thanks for the help is not kept by the one word nor by the other.
  const stays = (target?.score ?? 0) > LEAST_KEYWORD || (intent?.score ?? 0) > THANKS;
  const leaving = stays ? null : farewell(situation, text);
  if (leaving) return leaving;
  const sentences = brainSentences(situation.language);
  if (intent && goesBefore(intent.score, meaning)) return saying(situation, intent.what);
  if (!target) return GREETING.test(text) ? say(sentences.hello) : null;
  if (other) return say(sentences.unsure([spokenName(target.what), spokenName(other.what)]));
  return { say: '', calls: [connect(situation, meaning, target)] };
}

/** An intent goes before a target as likely, unless that was asked for by name or by a rule. */
function goesBefore(score: number, { targets, said }: Meaning): boolean {
  const [target] = targets;
  if (!target) return true;
  const needed = target.score + (asksFor(target.what, said) ? 1 : 0);
  return isRule(target.what) ? score > needed : score >= needed;
}

function saying({ tools }: Situation, { say: text, collect: into }: Intent): Reply {
  const collects = into !== undefined && tools.some(({ name }) => name === 'collect_digits');
  return { say: text, calls: collects ? [{ name: 'collect_digits', args: { into } }] : [] };
}

/** What is no request: "no" to an offer, a number. */
function acknowledged({ entries }: Situation, text: string, sentences: BrainSentences) {
  const asked = lastOfAgent(entries);
  const offered = offersCallBack(asked) || offersMessage(asked) || asksNumber(asked);
  if (offered && declines(text)) return say(sentences.declined);
  if (asksNumber(asked)) return say(sentences.askNumber);
  return isOnlyNumber(text) ? say(sentences.gotNumber) : null;
}

function say(text: string): Reply {
  return { say: text, calls: [] };
}

/** "No, wait" into the announcement of a transfer, which the tool knows to be under way or not. */
function callsOff({ tools, entries }: Situation, text: string): Reply | null {
  const offered = tools.some(({ name }) => name === 'cancel_transfer');
  const underWay = ANNOUNCED.test(lastOfAgent(entries));
  if (!offered || !underWay || !CALLED_OFF.test(text)) return null;
  return { say: '', calls: [{ name: 'cancel_transfer', args: {} }] };
}

function farewell({ tools, language }: Situation, text: string): Reply | null {
  if (!GOODBYE.test(text)) return null;
  const ends = tools.some(({ name }) => name === 'end_call');
  const calls = ends ? [{ name: 'end_call', args: {} }] : [];
  return { say: brainSentences(language).goodbye, calls };
}

function lost({ tools }: Situation, sentences: BrainSentences): Reply {
  return say(sentences.notUnderstood([...new Set(targetsOf(tools).map(spokenName))]));
}

function introduced(
  reply: Reply,
  entries: readonly Entry[],
  { introduction, mark }: BrainSentences,
): Reply {
  const known = entries.some((entry) => entry.from === 'agent' && entry.text.includes(mark));
  const ends = reply.calls.some(({ name }) => name === 'end_call');
  if (known || ends || reply.say === '') return reply;
  return { ...reply, say: `${introduction} ${reply.say}` };
}
