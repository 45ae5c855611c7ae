import { within } from '../../config/within.ts';
import type { Leg } from '../line/leg.ts';
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

/** Waits until the first sentence of a call that is answered was heard to its end. */
export async function untilGreeted(caller: Talker): Promise<void> {
  await within(caller.active, LIMIT_MS, 'The answer to the INVITE');
  const from = await caller.untilSound({ after_ms: 0 });
  await caller.untilSilence(1000, { after_ms: from });
}

/** What the caller has heard since a moment, as words. */
export async function heardSince(caller: Talker, from_ms: number): Promise<string> {
  const sound = slice(caller.heard(), from_ms);
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
export async function nextSentence(caller: Talker, from_ms: number): Promise<string> {
  const began = await caller.untilSound({ after_ms: from_ms });
  await caller.untilSilence(1500, { after_ms: began });
  return heardSince(caller, from_ms);
}

/** Somebody says it, and once more where it was not understood, as people do. */
export async function untilUnderstood(
  says: () => Promise<unknown>,
  to: Talker,
  words: string,
): Promise<void> {
  const heard: string[] = [];
  for (let times = 0; times < 3; times += 1) {
    const since = to.position_ms();
    await says();
    heard.push(await nextSentence(to, since));
    if (soundsLike(heard.at(-1)!, words)) return;
  }
  throw new Error(`"${words}" was not understood: ${JSON.stringify(heard)}`);
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
