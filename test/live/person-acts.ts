/* What a person does at the telephone, for the scripts of test/line/persons-phone.ts. */
import type { Act } from '../line/persons-phone.ts';
import { voicemail } from '../line/called-person.ts';
import type { Leg } from '../line/leg.ts';
import { FollowedSpeech } from '../sound/followed-speech.ts';
import { withoutMarkers } from '../sound/without-markers.ts';
import { callerSays, type CallerVoice } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { slice } from './pcm.ts';
import { soundsLike } from './sounds-like.ts';

const LOOK_MS = 100;
const LIMIT_MS = 60_000;
const VOICE = 'awb';

/** What is waited for: words that come in it, in bare lower case, or whatever the test says of them. */
export type Told = string | RegExp | ((words: string) => boolean);

export const says =
  (text: string, how: CallerVoice = {}): Act =>
  async (leg) => {
    await leg.speak(await callerSays(text, { voice: VOICE, ...how }));
  };

export const presses =
  (keys: string): Act =>
  (leg) =>
    leg.press(keys);

export const hangsUp = (): Act => (leg) => leg.hangUp();

/** Listens for so long, and takes no notice. */
export const waits =
  (ms: number): Act =>
  (leg) =>
    leg.untilPosition(leg.position_ms() + ms);

/** A machine: its greeting, a beep, and silence. */
export const isMachine =
  (greeting: string): Act =>
  async (leg) => {
    await voicemail(await callerSays(greeting, { voice: VOICE, after_ms: 0 }))(leg);
  };

/** Waits until somebody has said that, and has paused. Of what is heard each word counts once. */
export const isTold =
  (told: Told, limit_ms = LIMIT_MS): Act =>
  async (leg, attention) => {
    const until = leg.position_ms() + limit_ms;
    const speech = new FollowedSpeech(attention.heard_ms);
    let [end, words] = [attention.heard_ms, ''];
    while (leg.position_ms() <= until) {
      const said = speech.end_ms(leg.heard());
      if (said !== null && said > end) {
        end = said;
        words = await wordsHeard(leg, attention.heard_ms, end);
        if (fits(told, words)) {
          attention.heard_ms = end;
          return;
        }
      }
      await leg.untilPosition(leg.position_ms() + LOOK_MS);
    }
    throw new Error(`Not told ${String(told)} within ${limit_ms} ms, but: ${words}`);
  };

/** What a leg has heard between two positions, as words; the markers' tones are taken out. */
export async function wordsHeard(leg: Leg, from_ms = 0, to_ms = Infinity): Promise<string> {
  const { pcm, rate } = withoutMarkers(slice(leg.heard(), from_ms, to_ms));
  return wordsOf(await transcribe(pcm, rate));
}

function fits(told: Told, words: string): boolean {
  if (typeof told === 'function') return told(words);
  return typeof told === 'string' ? soundsLike(words, told) : told.test(words);
}
