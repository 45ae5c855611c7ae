import type { Entry, Reply, Situation, ToolCall } from './conversation.ts';
import { brainSentences, type BrainSentences } from './brain-sentences.ts';
import { factsFrom } from './facts.ts';
import { reasonFrom } from './reason.ts';
import { scoreIntents, scoreTargets } from './score.ts';
import { tellingWords, withoutNegations } from './spoken.ts';
import { HANDOFF_TOOL, targetsOf, type Target } from './targets.ts';
import { likeness, wordsOf } from './words.ts';

/** Less than about one whole telling word is no reason to do anything. */
const ENOUGH = 0.69;
/** Two targets closer than this: the caller is asked. */
const CLEAR = 0.15;

const GOODBYE =
  /\b(good[- ]?by(?:e|es)?|bye(?:[- ]bye)?|see you|hang up|that(?:'s| is| was) (?:all|it|everything)|nothing else|adi[oó]s|hasta luego)\b/i;

const YES = /^\s*(?:yes|yeah|sure|okay|ok|s[ií]|claro)\b|\bmessage\b|\brecado\b/i;
const ELSEWHERE = /\b(?:some(?:body|one) else|another|other|otra persona)\b/i;
const WANTS_MESSAGE = /\b(?:leave|take|write down) (?:a|my) message\b|\bdejar un recado\b/i;
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
  const last = situation.entries.at(-1);
  if (last?.from === 'tool') return { say: spokenResult(last.output), calls: [] };
  if (last?.from === 'agent') return NOTHING;
  const sentences = brainSentences(situation.language);
  const [latest, together] = callerWords(situation.entries);
  const reply = answer(situation, latest) ?? answer(situation, together);
  return introduced(reply ?? lost(situation, sentences), situation.entries, sentences);
}

/** The caller's last sentence, and all of them since the agent last spoke. */
function callerWords(entries: readonly Entry[]): [string, string] {
  const since = entries.slice(entries.findLastIndex((entry) => entry.from !== 'caller') + 1);
  const texts = since.map((entry) => ('text' in entry ? entry.text : ''));
  return [texts.at(-1) ?? '', texts.join(' ')];
}

function answer(situation: Situation, text: string): Reply | null {
  const { language, tools, intents } = situation;
  const settled = callsOff(situation, text) ?? message(situation, text);
  if (settled) return settled;
  const meant = withoutNegations(text);
  const targets = targetsOf(tools);
  const said = tellingWords(meant, vocabularyOf(targets, intents));
  const [first, second] = scoreTargets(said, targets);
  const target = first && first.score >= ENOUGH ? first : null;
  const intent = scoreIntents(said, intents, wordsOf(meant))[0];
  const known = intent && intent.score >= ENOUGH ? intent : null;
  const leaving = target || (known && known.score > THANKS) ? null : farewell(situation, text);
  if (leaving) return leaving;
  if (known && known.score >= (target ? target.score + (asksFor(target.what, said) ? 1 : 0) : 0)) {
    return { say: known.what.say, calls: [] };
  }
  if (!target) return GREETING.test(text) ? say(brainSentences(language).hello) : null;
  if (second && second.score >= ENOUGH && target.score - second.score < CLEAR) {
    return say(brainSentences(language).unsure([spokenName(target.what), spokenName(second.what)]));
  }
  const call = handoff(situation, target.what, rejoined(meant, target.because), target.because);
  return { say: '', calls: [call] };
}

function vocabularyOf(targets: readonly Target[], intents: Situation['intents']): string[] {
  const phrases = intents.flatMap(({ words }) => words.flatMap(wordsOf));
  return [...targets.flatMap(({ about, called }) => [...about, ...called]), ...phrases];
}

function say(text: string): Reply {
  return { say: text, calls: [] };
}

/** "the Billing Specialist", but "Riley". */
function spokenName({ name }: Target): string {
  return name.includes(' ') ? `the ${name}` : name;
}

/** What a recogniser has taken apart, put together again: "in voice" is "invoice". */
function rejoined(text: string, because: readonly string[]): string {
  const apart = because.filter((word) => !wordsOf(text).includes(word));
  const words = text.split(' ');
  return words
    .flatMap((word, at) => {
      const whole = (from: number) =>
        apart.find((w) => w === wordsOf(`${words[from] ?? ''}${words[from + 1] ?? ''}`)[0]);
      if (at > 0 && whole(at - 1) !== undefined) return [];
      return [whole(at) ?? word];
    })
    .join(' ');
}

/** Whether the caller has named the target. */
function asksFor(target: Target, said: readonly string[]): boolean {
  return target.called.some((name) => said.some((word) => likeness(word, name) === 1));
}

function handoff(
  situation: Situation,
  target: Target,
  said: string,
  because: readonly string[],
): ToolCall {
  const named = (word: string) => target.called.some((name) => likeness(word, name) > 0);
  const subject = because.filter((word) => !named(word));
  const reason = reasonFrom(said, subject);
  const variables = factsFrom(situation.entries, situation.tools);
  const args = { target: target.slug, ...(reason && { reason }) };
  if (target.tool !== HANDOFF_TOOL || Object.keys(variables).length === 0) {
    return { name: target.tool, args };
  }
  return { name: target.tool, args: { ...args, variables } };
}

/** "No, wait" into the announcement of a transfer, which the tool knows to be under way or not. */
function callsOff({ tools, entries }: Situation, text: string): Reply | null {
  const offered = tools.some(({ name }) => name === 'cancel_transfer');
  const announced = entries.findLast((entry) => entry.from === 'agent');
  const under_way = announced && 'text' in announced && ANNOUNCED.test(announced.text);
  if (!offered || !under_way || !CALLED_OFF.test(text)) return null;
  return { say: '', calls: [{ name: 'cancel_transfer', args: {} }] };
}

/** A message is asked for in one turn and taken in the next. */
function message({ tools, entries, language }: Situation, text: string): Reply | null {
  if (!tools.some(({ name }) => name === 'take_message')) return null;
  const { askMessage } = brainSentences(language);
  const before = entries.findLast((entry) => entry.from === 'agent');
  const asked = before && 'text' in before ? before.text : '';
  if (asked.endsWith(askMessage)) {
    return { say: '', calls: [{ name: 'take_message', args: { message: text.trim() } }] };
  }
  const offered =
    /take a message\?$|le tomo un recado\?$/.test(asked) && YES.test(text) && !ELSEWHERE.test(text);
  return offered || WANTS_MESSAGE.test(text) ? say(askMessage) : null;
}

function farewell({ tools, language }: Situation, text: string): Reply | null {
  if (!GOODBYE.test(text)) return null;
  const ends = tools.some(({ name }) => name === 'end_call');
  const calls = ends ? [{ name: 'end_call', args: {} }] : [];
  return { say: brainSentences(language).goodbye, calls };
}

function lost({ tools }: Situation, sentences: BrainSentences): Reply {
  return { say: sentences.notUnderstood(targetsOf(tools).map(spokenName)), calls: [] };
}

/** A sentence that a tool gave back, such as a refusal, is spoken; anything else is not. */
function spokenResult(output: string): string {
  const text = output.trim();
  if (!/\s/.test(text) || text.startsWith('[')) return '';
  if (!text.startsWith('{')) return text;
  try {
    const data = JSON.parse(text) as Record<string, unknown>;
    const spoken = data['because'] ?? data['say'];
    return typeof spoken === 'string' ? spoken : '';
  } catch {
    return '';
  }
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
