import {
  type APIConnectOptions,
  DEFAULT_API_CONNECT_OPTIONS,
  tokenize,
  tts,
} from '@livekit/agents';
import { withoutStrayFailure } from '../stray-failure.ts';
import { NoSoundError } from './provider-fault.ts';
import type { InTurn } from './providers-in-turn.ts';
import { inTurn } from './standing.ts';
import { untilSilent } from './until-silent.ts';

/** Hertz of every provider's voice, as LiveKit's rooms want it. */
const RATE = 24_000;
/** Sentences shorter than this go with the next one. */
const SHORTEST_SENTENCE = 8;

/**
 * One character's voice by several providers. Each sentence is said once and whole, by whoever has
 * the voice then: it is held until its sound is complete, for what was heard cannot be taken back.
 * Only the last one to be asked is heard as it comes.
 */
export class VoiceInTurn extends tts.TTS {
  override label = 'in-turn.VoiceInTurn';
  readonly #voices: InTurn<tts.TTS>;

  constructor(voices: InTurn<tts.TTS>) {
    super(RATE, 1, { streaming: false });
    this.#voices = voices;
  }

  override get provider(): string {
    return this.#voices.standing.provider;
  }

  override synthesize(
    text: string,
    connOptions: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    signal?: AbortSignal,
  ): tts.ChunkedStream {
    const stream = new SentencesInTurn(this, this.#voices, { text, connOptions, signal });
    return withoutStrayFailure(stream);
  }

  override stream(): never {
    throw new Error('Voices in turn do not stream; the session cuts its text into sentences.');
  }
}

interface Order {
  readonly text: string;
  readonly connOptions: APIConnectOptions;
  readonly signal: AbortSignal | undefined;
}

class SentencesInTurn extends tts.ChunkedStream {
  override label = 'in-turn.SentencesInTurn';
  readonly #voices: InTurn<tts.TTS>;
  readonly #connOptions: APIConnectOptions;

  constructor(voice: VoiceInTurn, voices: InTurn<tts.TTS>, { text, connOptions, signal }: Order) {
    // Whoever is asked last has the tries; all of them once more would come too late.
    super(text, voice, { ...connOptions, maxRetry: 0 }, signal);
    this.#voices = voices;
    this.#connOptions = connOptions;
  }

  protected override async run(): Promise<void> {
    const cut = new tokenize.basic.SentenceTokenizer({ minSentenceLength: SHORTEST_SENTENCE });
    try {
      for (const text of cut.tokenize(this.inputText)) await this.#say(text);
    } catch (error) {
      if (!this.abortSignal.aborted) throw error;
    } finally {
      if (!this.queue.closed) this.queue.close();
    }
  }

  #say(text: string): Promise<void> {
    const { standing } = this.#voices;
    return inTurn(standing, this.abortSignal, async (index, last) => {
      const held: tts.SynthesizedAudio[] = [];
      for await (const audio of this.#spoken(index, text, last)) {
        if (last) this.#put(audio);
        else held.push(audio);
      }
      for (const audio of held) this.#put(audio);
    });
  }

  async *#spoken(index: number, text: string, last: boolean) {
    const { make, patience_ms } = this.#voices;
    const voice = make(index);
    // Hazard: a voice tells its fault as an event only, and then its stream just ends.
    const failure: { error: Error | null } = { error: null };
    voice.on('error', ({ error }) => {
      failure.error = error;
    });
    const over = new AbortController();
    const signal = AbortSignal.any([this.abortSignal, over.signal]);
    const connOptions = last ? this.#connOptions : { ...this.#connOptions, maxRetry: 0 };
    const stream = voice.synthesize(text, connOptions, signal);
    let sounded = false;
    try {
      for await (const audio of untilSilent(stream, last ? null : patience_ms)) {
        if (signal.aborted) return;
        sounded = true;
        yield audio;
      }
    } finally {
      over.abort();
      stream.close();
    }
    if (failure.error) throw failure.error;
    if (!sounded && !this.abortSignal.aborted && /[\p{L}\p{N}]/u.test(text))
      throw new NoSoundError();
  }

  #put(audio: tts.SynthesizedAudio): void {
    if (!this.queue.closed && !this.abortSignal.aborted) this.queue.put(audio);
  }
}
