import { AudioByteStream, shortuuid, tokenize, tts, type APIConnectOptions } from '@livekit/agents';
import { withoutStrayFailure } from '../stray-failure.ts';
import { FLITE_RATE } from './engine.ts';
import type { EmbeddedLink } from './link.ts';
import { resample } from '../../config/resample.ts';
import type { Utterance } from './voices.ts';

/** Hertz of the frames that leave this voice, as LiveKit's rooms want them. */
const VOICE_RATE = 24_000;

export type EmbeddedVoiceOptions = Omit<Utterance, 'text'>;

/**
 * Flite as the framework's TTS, 24 kHz mono. Speaks sentence by sentence, so that the first frame
 * waits for one sentence only (about 40 ms of work). Aborting ends it between two sentences.
 */
export class EmbeddedVoice extends tts.TTS {
  override label = 'embedded.EmbeddedVoice';
  readonly #link: EmbeddedLink;
  readonly #options: EmbeddedVoiceOptions;

  constructor(link: EmbeddedLink, options: EmbeddedVoiceOptions) {
    super(VOICE_RATE, 1, { streaming: false });
    this.#link = link;
    this.#options = options;
  }

  override get model(): string {
    return `flite-${this.#options.voice}`;
  }

  override get provider(): string {
    return 'embedded';
  }

  override synthesize(
    text: string,
    connOptions?: APIConnectOptions,
    signal?: AbortSignal,
  ): tts.ChunkedStream {
    const utterance = { ...this.#options, text };
    return withoutStrayFailure(
      new SentenceStream(this, this.#link, utterance, connOptions, signal),
    );
  }

  override stream(): never {
    throw new Error(
      'The embedded voice does not stream; the session cuts its text into sentences.',
    );
  }
}

class SentenceStream extends tts.ChunkedStream {
  override label = 'embedded.SentenceStream';
  readonly #link: EmbeddedLink;
  readonly #utterance: Utterance;

  constructor(
    voice: EmbeddedVoice,
    link: EmbeddedLink,
    utterance: Utterance,
    connOptions?: APIConnectOptions,
    signal?: AbortSignal,
  ) {
    super(utterance.text, voice, connOptions, signal);
    this.#link = link;
    this.#utterance = utterance;
  }

  protected override async run(): Promise<void> {
    const requestId = shortuuid();
    const frames = new AudioByteStream(VOICE_RATE, 1);
    try {
      for (const text of sentences(this.#utterance.text)) {
        const pcm = await this.#link.synthesise({ ...this.#utterance, text }, this.abortSignal);
        if (this.abortSignal.aborted) return;
        const audio = resample(pcm, FLITE_RATE, VOICE_RATE);
        for (const frame of frames.write(bytesOf(audio))) this.#put(requestId, frame, false);
      }
      for (const frame of frames.flush()) this.#put(requestId, frame, true);
    } catch (error) {
      if (!this.abortSignal.aborted) throw error;
    } finally {
      if (!this.queue.closed) this.queue.close();
    }
  }

  #put(requestId: string, frame: tts.SynthesizedAudio['frame'], final: boolean): void {
    if (this.queue.closed || this.abortSignal.aborted) return;
    this.queue.put({ requestId, segmentId: requestId, frame, final });
  }
}

function sentences(text: string): string[] {
  return new tokenize.basic.SentenceTokenizer({ minSentenceLength: 8 }).tokenize(text);
}

function bytesOf(samples: Int16Array): ArrayBuffer {
  return new Int16Array(samples).buffer;
}
