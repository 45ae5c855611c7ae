import type { Leg } from '../line/leg.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { slice } from './pcm.ts';

/** Waits until the first sentence of a call that is answered was heard to its end. */
export async function untilGreeted(caller: Leg): Promise<void> {
  await caller.active;
  const from = await caller.untilSound({ after_ms: 0 });
  await caller.untilSilence(1000, { after_ms: from });
}

/** What the caller has heard since a moment, as words. */
export async function heardSince(caller: Leg, from_ms: number): Promise<string> {
  const sound = slice(caller.heard(), from_ms);
  return wordsOf(await transcribe(sound.pcm, sound.rate));
}

/** Waits until the character has said something after the moment, and returns all that was heard. */
export async function nextSentence(caller: Leg, from_ms: number): Promise<string> {
  const began = await caller.untilSound({ after_ms: from_ms });
  await caller.untilSilence(1500, { after_ms: began });
  return heardSince(caller, from_ms);
}

/** Speaks; returns the moment before. */
export async function ask(caller: Leg, words: string): Promise<number> {
  const asked = caller.position_ms();
  await caller.speak(await callerSays(words));
  return asked;
}
