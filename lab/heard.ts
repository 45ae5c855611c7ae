import { transcribe, type Heard } from '../test/live/listen.ts';
import type { Sound } from '../test/live/pcm.ts';
import { soundsLike } from '../test/live/sounds-like.ts';
import { soundsIn } from './sound-likeness.ts';

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
      const understood = soundsLike(this.words, sentence);
      if (!understood && !(await soundsIn(this.#sound, sentence, VOICES))) return false;
    }
    return true;
  }
}
