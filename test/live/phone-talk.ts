import { within } from '../../config/within.ts';
import type { Leg } from '../line/leg.ts';
import type { HumTone } from '../line/tones.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { slice } from './pcm.ts';
import { soundsLike } from './sounds-like.ts';

/** Milliseconds that a worker has to answer, and a call to end. */
const LIMIT_MS = 90_000;
/** Milliseconds that a sentence may take to be said. */
const SPEAK_LIMIT_MS = 60_000;

/** Somebody who hears and speaks, on whatever line. */
export type Talker = Pick<
  Leg,
  'heard' | 'position_ms' | 'untilSound' | 'untilSilence' | 'speak' | 'active' | 'left'
>;

/** Somebody whose ears are on the tape. */
export type Hearer = Pick<Talker, 'heard' | 'position_ms' | 'untilSound' | 'untilSilence'>;

/** Waits until the first sentence of a call that is answered was heard to its end. */
export async function untilGreeted(caller: Talker): Promise<void> {
  await within(caller.active, LIMIT_MS, 'The answer to the INVITE');
  const from = await caller.untilSound({ after_ms: 0 });
  await caller.untilSilence(1000, { after_ms: from });
}

/** What the caller has heard since a moment, as words. */
export async function heardSince(hearer: Pick<Hearer, 'heard'>, from_ms: number): Promise<string> {
  const sound = slice(hearer.heard(), from_ms);
  return wordsOf(await transcribe(sound.pcm, sound.rate));
}

/**
 * Waits until these words are among those that were heard since a moment: whatever was said before
 * them, and however long the pauses are. Rejects when nothing more is heard.
 */
export async function untilHears(leg: Talker, from_ms: number, words: string): Promise<void> {
  let after_ms = from_ms;
  for (;;) {
    const began = await leg.untilSound({ after_ms });
    after_ms = await leg.untilSilence(800, { after_ms: began });
    if (soundsLike(await heardSince(leg, from_ms), words)) return;
  }
}

/** Waits until the character has said something after the moment, and returns all that was heard. */
export async function nextSentence(hearer: Hearer, from_ms: number): Promise<string> {
  await sentenceOver(hearer, from_ms);
  return heardSince(hearer, from_ms);
}

async function sentenceOver(hearer: Hearer, from_ms: number): Promise<void> {
  const began = await hearer.untilSound({ after_ms: from_ms });
  await hearer.untilSilence(1500, { after_ms: began });
}

/**
 * Somebody says it, and once more where something else was answered, as people do. What it is said
 * for may come before the answer has ended: music may follow the answer at once.
 */
export async function untilUnderstood(
  says: () => Promise<unknown>,
  hearer: Hearer,
  answer: string,
  comes?: Promise<unknown>,
): Promise<void> {
  const answers: string[] = [];
  for (let times = 0; times < 3; times += 1) {
    const since = hearer.position_ms();
    await says();
    const answered = sentenceOver(hearer, since).then(() => true);
    // Nothing is transcribed where it has come: that would take the processor from the calls.
    const other = comes?.then(() => false) ?? answered;
    if (!(await Promise.race([answered, other]))) return;
    const heard = await heardSince(hearer, since);
    if (soundsLike(heard, answer)) return;
    answers.push(heard);
  }
  throw new Error(`"${answer}" was not answered: ${JSON.stringify(answers)}`);
}

/**
 * A caller asks to be put through to somebody who is asked first, and hums from then on, which is
 * before the first ring: the recogniser would not understand words under the tone.
 */
export async function askForPerson(
  caller: Talker & Partial<Pick<Leg, 'hum'>>,
  name: string,
  comes: Promise<unknown>,
  tone: HumTone | null = null,
): Promise<void> {
  const asks = async () => {
    caller.hum?.(null);
    await say(caller, `Please put me through to ${name}.`);
    caller.hum?.(tone);
  };
  await untilUnderstood(asks, caller, `i am asking ${name}`, comes);
}

/** Speaks; returns the moment before. */
export async function ask(caller: Talker, words: string): Promise<number> {
  const asked = caller.position_ms();
  await say(caller, words);
  return asked;
}

/** Speaks, in the voice of the tests' caller. */
export async function say(caller: Talker, words: string): Promise<void> {
  const spoken = caller.speak(await callerSays(words));
  await within(spoken, SPEAK_LIMIT_MS, `"${words}"`);
}

/** Waits until somebody's call is over; resolves with LiveKit's reason. */
export function untilOver(leg: Talker): Promise<string> {
  return within(leg.left, LIMIT_MS, 'The end of the call');
}
