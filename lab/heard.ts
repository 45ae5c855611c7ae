import { likeness, plainWords, transcribe, type Heard } from '../test/live/listen.ts';
import type { Sound } from '../test/live/pcm.ts';
import { soundsIn } from './sound-likeness.ts';

/** From this likeness on the words count as the sentence's: a telephone's ear mishears some. */
const THE_SAME_WORDS = 0.7;
/** Riley's and Morgan's by the embedded names of the providers' voices, and of whoever is dialled. */
const VOICES = ['slt', 'rms', 'awb'];

/** What the caller has heard: words for a reader, and the sound for what the recogniser misheard. */
export class Hearing {
  readonly spans: readonly Heard[];
  readonly #sound: Sound;

  private constructor(sound: Sound, spans: readonly Heard[]) {
    [this.#sound, this.spans] = [sound, spans];
  }

  static async of(sound: Sound): Promise<Hearing> {
    return new Hearing(sound, await transcribe(sound.pcm, sound.rate));
  }

  get words(): string {
    return this.spans.map(({ text }) => text).join(' ');
  }

  /** Whether all of it was heard, sentence by sentence, by the words or by the sound. */
  async holds(text: string): Promise<boolean> {
    for (const sentence of text.split(/(?<=[.?!])\s+/)) {
      const understood = bestLikeness(this.words, sentence) >= THE_SAME_WORDS;
      if (!understood && !(await soundsIn(this.#sound, sentence, VOICES))) return false;
    }
    return true;
  }
}

/** The likeness of the stretch that is most like the sentence; a longer text would hold every letter. */
export function bestLikeness(words: string, sentence: string): number {
  const heard = plainWords(words).split(' ');
  const length = plainWords(sentence).split(' ').length;
  const stretches = Array.from({ length: Math.max(1, heard.length - length + 1) }, (_, at) =>
    heard.slice(at, at + length).join(' '),
  );
  return Math.max(...stretches.map((stretch) => likeness(stretch, sentence)));
}
