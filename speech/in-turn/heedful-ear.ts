import { type AudioBuffer, stt } from '@livekit/agents';
import { withinLimit } from './until-silent.ts';

export interface Heed {
  /** Milliseconds that it has for the next piece of speech. */
  readonly patience: () => number;
  readonly failed: (error: unknown) => void;
}

/** Asks an ear for one piece of speech, within the limit; lets it go where that is over. */
export async function recogniseWithin(
  ear: stt.STT,
  buffer: AudioBuffer,
  {
    patience_ms,
    signal,
  }: { readonly patience_ms: number; readonly signal?: AbortSignal | undefined },
): Promise<stt.SpeechEvent> {
  const over = new AbortController();
  const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  try {
    return await withinLimit(ear.recognize(buffer, either), patience_ms);
  } finally {
    over.abort();
  }
}

/** An ear whose failures are told: the framework's StreamAdapter keeps them to itself. */
export class HeedfulEar extends stt.STT {
  override label = 'in-turn.HeedfulEar';
  readonly #ear: stt.STT;
  readonly #heed: Heed;

  constructor(ear: stt.STT, heed: Heed) {
    super({ streaming: false, interimResults: false });
    this.#ear = ear;
    this.#heed = heed;
  }

  protected override async _recognize(
    buffer: AudioBuffer,
    signal?: AbortSignal,
  ): Promise<stt.SpeechEvent> {
    const { patience, failed } = this.#heed;
    try {
      return await recogniseWithin(this.#ear, buffer, { patience_ms: patience(), signal });
    } catch (error) {
      if (!signal?.aborted) failed(error);
      throw error;
    }
  }

  override stream(): never {
    throw new Error('A heedful ear does not stream.');
  }
}
