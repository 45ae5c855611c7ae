import type { AudioFrame } from '@livekit/rtc-node';
import { ReadableStream } from 'node:stream/web';
import type { Character } from '../../protocol/character.ts';
import type { Speech } from '../../speech/speech.ts';
import type { KeptSentences } from '../kept-sentences.ts';
import { prepareVoice, type PreparedVoice } from './prepared-voice.ts';
import { framesOf, soundOf } from './sound-frames.ts';

const FRAME_MS = 100;
/** Milliseconds that a letter takes at least: what is shorter was not said to its end. */
const LEAST_A_LETTER_MS = 20;

export interface GreetingsDeps {
  readonly speech: Pick<Speech, 'voice' | 'soundOf'>;
  readonly kept: Pick<KeptSentences, 'find' | 'keep'>;
  readonly report: (what: string, fault: unknown) => void;
}

/**
 * The first words of calls. A greeting into which nothing was filled is the same for every caller: it
 * is made once and kept, and whoever calls next does not wait for the voice. At a handoff the voice is
 * asked each time, since a prepared opening is what shows that it can speak.
 */
export class Greetings {
  readonly #deps: GreetingsDeps;

  constructor(deps: GreetingsDeps) {
    this.#deps = deps;
  }

  /** Resolves when the first frame is there. Rejects with HandoffError. */
  async prepare(character: Character, words: string, signal: AbortSignal): Promise<PreparedVoice> {
    const { speech, kept } = this.#deps;
    const make = () => prepareVoice(speech.voice(character), words, signal);
    if (words !== character.greeting) return make();
    const what = () => JSON.stringify([speech.soundOf(character), words]);
    const asked = what();
    const sound = await kept.find(asked);
    if (sound) return readyVoice(words, ReadableStream.from(framesOf(sound, FRAME_MS)));
    const made = await make();
    const [said, copy] = made.audio.tee();
    let discarded = false;
    // Another voice may have taken over while it was made.
    const isSound = () => !discarded && !signal.aborted && what() === asked;
    void this.#keep(asked, words, copy, isSound);
    return {
      ...readyVoice(words, said),
      discard() {
        discarded = true;
        made.discard();
      },
    };
  }

  /** Only what was said to its end. */
  async #keep(
    what: string,
    words: string,
    audio: ReadableStream<AudioFrame>,
    isSound: () => boolean,
  ): Promise<void> {
    const frames = await allOf(audio);
    if (!frames || !isSound()) return;
    const sound = soundOf(frames);
    const length_ms = (sound.samples.length * 1000) / sound.rate;
    if (!(length_ms >= words.length * LEAST_A_LETTER_MS)) return;
    await this.#deps.kept.keep(what, sound).catch((fault: unknown) => {
      this.#deps.report('A greeting could not be kept; it is made for each call.', fault);
    });
  }
}

function readyVoice(text: string, audio: ReadableStream<AudioFrame>): PreparedVoice {
  return { text, audio, discard: () => undefined };
}

/** Null where it breaks off: whoever plays it hears of that. */
async function allOf(audio: ReadableStream<AudioFrame>): Promise<AudioFrame[] | null> {
  const frames: AudioFrame[] = [];
  try {
    for await (const frame of audio) frames.push(frame);
  } catch {
    return null;
  }
  return frames;
}
