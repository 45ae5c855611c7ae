import { ReadableStream } from 'node:stream/web';
import type { APIConnectOptions, stt } from '@livekit/agents';
import { APIConnectionError, tts } from '@livekit/agents';
import * as deepgram from '@livekit/agents-plugin-deepgram';
import type { Character } from '../../protocol/character.ts';
import type { SpeechEnv } from '../choices.ts';
import { withoutStrayFailure } from '../stray-failure.ts';
import { watchedAddress } from './watched-address.ts';

const DEFAULTS = { stt: 'nova-3', voice: 'aura-2-thalia-en' } as const;
/** The plugin's own default. */
const OWN_ADDRESS = 'wss://api.deepgram.com';
const SPEEDS = { slowest: 0.7, fastest: 1.5 } as const;

/** It tells as an error when its connection is lost; for one stream. */
export function deepgramEar(env: SpeechEnv, { models, language }: Character): stt.STT {
  const model = models.stt?.startsWith('nova') ? models.stt : DEFAULTS.stt;
  const address = addressOf(env)?.replace(/^http/, 'ws') ?? OWN_ADDRESS;
  const ear: stt.STT = new deepgram.STT({
    ...key(env),
    model,
    language,
    baseUrl: watchedAddress(address, () => {
      if (ear.listenerCount('error') === 0) return;
      const error = new APIConnectionError({ message: 'The connection to Deepgram was lost.' });
      const fault = { type: 'stt_error', timestamp: Date.now(), label: ear.label, error } as const;
      ear.emit('error', { ...fault, recoverable: false });
    }),
  });
  return ear;
}

/** 24 kHz mono. The voice's name is the model's. */
export function deepgramVoice(env: SpeechEnv, { voice }: Character): tts.TTS {
  const baseUrl = addressOf(env)?.replace(/^ws/, 'http');
  return new DeepgramVoice({
    ...key(env),
    model: voice.deepgram ?? DEFAULTS.voice,
    ...(baseUrl && { baseUrl }),
    ...(voice.speed !== undefined && {
      speed: Math.min(SPEEDS.fastest, Math.max(SPEEDS.slowest, voice.speed)),
    }),
  });
}

/** The plugin's `synthesize` knows only port 443; its stream goes where the base URL says. */
class DeepgramVoice extends deepgram.TTS {
  override synthesize(
    text: string,
    connOptions?: APIConnectOptions,
    signal?: AbortSignal,
  ): tts.ChunkedStream {
    return withoutStrayFailure(new WholeText(this, text, connOptions, signal));
  }
}

/** One text over the stream, as a ChunkedStream. */
class WholeText extends tts.ChunkedStream {
  override label = 'deepgram.WholeText';
  readonly #voice: DeepgramVoice;
  readonly #options: { connOptions: APIConnectOptions } | undefined;

  constructor(
    voice: DeepgramVoice,
    text: string,
    connOptions?: APIConnectOptions,
    signal?: AbortSignal,
  ) {
    super(text, voice, connOptions, signal);
    this.#voice = voice;
    this.#options = connOptions && { connOptions };
  }

  protected override async run(): Promise<void> {
    const stream = this.#voice.stream(this.#options);
    const abort = () => {
      stream.close();
    };
    this.abortSignal.addEventListener('abort', abort, { once: true });
    try {
      stream.updateInputStream(streamOf(this.inputText));
      for await (const audio of stream) {
        if (audio === tts.SynthesizeStream.END_OF_STREAM || this.queue.closed) break;
        this.queue.put(audio);
      }
    } finally {
      this.abortSignal.removeEventListener('abort', abort);
      stream.close();
      if (!this.queue.closed) this.queue.close();
    }
  }
}

function streamOf(text: string): ReadableStream<string> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(text);
      controller.close();
    },
  });
}

function key(env: SpeechEnv): { apiKey: string } {
  return { apiKey: env.DEEPGRAM_API_KEY ?? '' };
}

function addressOf(env: SpeechEnv): string | undefined {
  return env.DEEPGRAM_BASE_URL?.replace(/\/+$/, '');
}
