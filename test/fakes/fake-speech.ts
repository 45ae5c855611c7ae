import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createRecogniser,
  createSynthesiser,
  FLITE_RATE,
  type Recogniser,
  type Synthesiser,
} from '../../speech/embedded/engine.ts';
import { resample } from '../../config/resample.ts';
import type { EmbeddedVoiceOptions } from '../../speech/embedded/voice.ts';

/** Where test programs build the recogniser's token table. */
export const TEST_MODELS = { BATON_DATA_DIR: join(tmpdir(), 'baton-test-models') };

/** The voices of the providers as Flite can tell them apart, each with a pitch of its own. */
export const FAKE_VOICES: Readonly<Record<string, EmbeddedVoiceOptions>> = {
  nova: { voice: 'slt' },
  onyx: { voice: 'rms' },
  fable: { voice: 'awb', pitch: 1.15 },
  shimmer: { voice: 'slt', pitch: 0.85 },
  coral: { voice: 'slt', pitch: 1.2 },
  alloy: { voice: 'awb' },
  echo: { voice: 'kal16' },
  'aura-2-thalia-en': { voice: 'slt' },
  'aura-2-orion-en': { voice: 'rms' },
  'aura-2-arcas-en': { voice: 'awb', pitch: 1.15 },
  'aura-2-athena-en': { voice: 'slt', pitch: 0.85 },
  'aura-2-celeste-es': { voice: 'slt', pitch: 1.2 },
};

/** Real ears and a real voice for the providers' servers, made when first used. */
export class FakeSpeech {
  #recogniser: Promise<Recogniser> | null = null;
  #synthesiser: Synthesiser | null = null;

  async hear(samples: Int16Array, sampleRate: number): Promise<string> {
    this.#recogniser ??= createRecogniser(TEST_MODELS);
    return (await this.#recogniser).recognise({ samples, sampleRate });
  }

  /** Mono PCM as bytes, little-endian. */
  async speak(text: string, name: string, rate: number, speed = 1): Promise<Buffer> {
    const voice = FAKE_VOICES[name] ?? { voice: 'slt' };
    this.#synthesiser ??= createSynthesiser();
    const pcm = resample(
      await this.#synthesiser.synthesise({ ...voice, text, speed }),
      FLITE_RATE,
      rate,
    );
    return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  }

  async close(): Promise<void> {
    await this.#synthesiser?.close();
  }
}
