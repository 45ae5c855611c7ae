/** The models' home: loaded once in the worker's inference process, shared by all its calls. */
import { InferenceRunner } from '@livekit/agents';
import {
  createRecogniser,
  createSynthesiser,
  type Recogniser,
  type Synthesiser,
} from './engine.ts';
import { asAnswer, EmbeddedRequest, fromBase64, toBase64, type EmbeddedAnswer } from './request.ts';

interface Engines {
  readonly recogniser: Recogniser;
  readonly synthesiser: Synthesiser;
}

/** The loader wants a default export. Its data directory is in the query of its own address. */
export default class EmbeddedSpeechRunner extends InferenceRunner<unknown, EmbeddedAnswer> {
  #engines: Engines | null = null;
  #failure: unknown = null;

  async initialize(): Promise<void> {
    const dataDir = new URL(import.meta.url).searchParams.get('data_dir') ?? '.baton';
    try {
      const recogniser = await createRecogniser({ BATON_DATA_DIR: dataDir });
      const synthesiser = createSynthesiser();
      this.#engines = { recogniser, synthesiser };
      // The voice thread is slow only once; the first caller shall not be the one who waits.
      await synthesiser.synthesise({ text: 'Ready.', voice: 'slt' });
    } catch (error) {
      // Thrown from here it would be a process that never answers, without a word why.
      this.#failure = error;
    }
  }

  async run(data: unknown): Promise<EmbeddedAnswer> {
    try {
      if (!this.#engines) throw this.#failure;
      return await answer(this.#engines, EmbeddedRequest.parse(data));
    } catch (error) {
      return asAnswer(error);
    }
  }

  async close(): Promise<void> {
    await this.#engines?.synthesiser.close();
  }
}

async function answer({ recogniser, synthesiser }: Engines, request: EmbeddedRequest) {
  if (request.do === 'synthesise') {
    return { pcm: toBase64(await synthesiser.synthesise(request)) };
  }
  const { pcm, sampleRate } = request;
  return { text: await recogniser.recognise({ samples: fromBase64(pcm), sampleRate }) };
}
