import { FakeSpeech } from '../../test/fakes/fake-speech.ts';

/** Voices whose sentences are made once: what a voice costs is the provider's and not the figures'. */
export class ReadyVoices {
  readonly #speech = new FakeSpeech();
  readonly #made = new Map<string, Promise<Buffer>>();

  speak(text: string, voice: string, rate: number, speed = 1): Promise<Buffer> {
    const what = JSON.stringify([text, voice, rate, speed]);
    const made = this.#made.get(what) ?? this.#speech.speak(text, voice, rate, speed);
    this.#made.set(what, made);
    return made;
  }

  close(): Promise<void> {
    return this.#speech.close();
  }
}
