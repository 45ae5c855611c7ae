import {
  type APIConnectOptions,
  type AudioBuffer,
  DEFAULT_API_CONNECT_OPTIONS,
  stt,
} from '@livekit/agents';
import { EmbeddedSpeechError } from '../embedded/embedded-speech-error.ts';
import type { EarsInTurn } from './providers-in-turn.ts';
import { recogniseWithin } from './heedful-ear.ts';
import { SpeechInTurn } from './speech-in-turn.ts';
import { factsOf, SilentProviderError } from './provider-fault.ts';
import { inTurn } from './standing.ts';
import { LAST_LIMIT_MS } from './until-silent.ts';

/**
 * The ear of a call by several providers. Where none of them streams, the session cuts the speech and
 * each piece is put before one after another; otherwise the sound of which no words have come yet is
 * kept, and whoever comes next hears it from its beginning.
 */
export class EarInTurn extends stt.STT {
  override label = 'in-turn.EarInTurn';
  readonly #ears: EarsInTurn;
  readonly #streams = new Set<SpeechInTurn>();

  constructor(ears: EarsInTurn) {
    const { standing, make } = ears;
    const each = Array.from({ length: standing.size }, (_, index) => make(index).capabilities);
    super({
      streaming: each.some(({ streaming }) => streaming),
      interimResults: each[0]?.interimResults ?? false,
    });
    this.#ears = ears;
  }

  override get provider(): string {
    return this.#ears.standing.provider;
  }

  /** The caller has spoken and no words came: perhaps whoever hears now is deaf. */
  doubt(): void {
    for (const stream of this.#streams) stream.doubt();
  }

  override stream(options?: { connOptions?: APIConnectOptions }): stt.SpeechStream {
    const connOptions = options?.connOptions ?? DEFAULT_API_CONNECT_OPTIONS;
    const stream = new SpeechInTurn(this, this.#ears, connOptions, () => {
      this.#streams.delete(stream);
    });
    this.#streams.add(stream);
    return stream;
  }

  protected override async _recognize(
    buffer: AudioBuffer,
    signal?: AbortSignal,
  ): Promise<stt.SpeechEvent> {
    const { standing, make, patience_ms } = this.#ears;
    const over = signal ?? new AbortController().signal;
    try {
      return await inTurn(standing, over, (index, last) => {
        const hear = (limit_ms: number) =>
          recogniseWithin(make(index), buffer, { patience_ms: limit_ms, signal });
        return last ? twice(() => hear(LAST_LIMIT_MS), over) : hear(patience_ms);
      });
    } catch (error) {
      if (error instanceof EmbeddedSpeechError && error.fatal) this.#report(error);
      else if (!over.aborted) this.#ears.lost();
      throw error;
    }
  }

  /** Nobody is left, and the models' process is gone: the session ends by it. */
  #report(error: Error): void {
    const { label } = this;
    const fault = { type: 'stt_error', timestamp: Date.now(), label, error } as const;
    this.emit('error', { ...fault, recoverable: false });
  }
}

/** A whole piece is there to be heard again: a service may have closed a connection that was kept. */
async function twice<T>(hear: () => Promise<T>, over: AbortSignal): Promise<T> {
  try {
    return await hear();
  } catch (error) {
    if (over.aborted || isFinal(error)) throw error;
    return hear();
  }
}

/** The same again would come of it, or the caller has waited long enough. */
const isFinal = (error: unknown): boolean =>
  error instanceof EmbeddedSpeechError ||
  error instanceof SilentProviderError ||
  factsOf(error).reason === 'refused';
