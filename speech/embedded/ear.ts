import { mergeFrames, normalizeLanguage, stt, type AudioBuffer } from '@livekit/agents';
import { EmbeddedSpeechError } from './embedded-speech-error.ts';
import type { EmbeddedLink } from './link.ts';
import { resample } from '../../config/resample.ts';

const MODEL_RATE = 16_000;

/**
 * Moonshine as the framework's STT: one text a turn, English, no interim results. It does not
 * stream; the framework cuts the speech by its VAD and asks `recognize`. A fault is emitted as
 * `error`, not recoverable when the models' process is gone, so that the session ends by it.
 */
export class EmbeddedEar extends stt.STT {
  override label = 'embedded.EmbeddedEar';
  readonly #link: EmbeddedLink;

  constructor(link: EmbeddedLink) {
    super({ streaming: false, interimResults: false });
    this.#link = link;
  }

  override get model(): string {
    return 'moonshine-base';
  }

  override get provider(): string {
    return 'embedded';
  }

  protected override async _recognize(
    buffer: AudioBuffer,
    signal?: AbortSignal,
  ): Promise<stt.SpeechEvent> {
    const frame = mergeFrames(buffer);
    const samples = resample(
      firstChannel(frame.data, frame.channels),
      frame.sampleRate,
      MODEL_RATE,
    );
    try {
      const text = await this.#link.recognise({ samples, sampleRate: MODEL_RATE }, signal);
      return this.#heard(text, samples.length / MODEL_RATE);
    } catch (error) {
      this.#report(error);
      throw error;
    }
  }

  override stream(): never {
    throw new Error('The embedded ear does not stream; the session wraps it with its VAD.');
  }

  #heard(text: string, endTime: number): stt.SpeechEvent {
    const language = normalizeLanguage('en');
    return {
      type: stt.SpeechEventType.FINAL_TRANSCRIPT,
      alternatives: [{ language, text, startTime: 0, endTime, confidence: text ? 1 : 0 }],
    };
  }

  #report(error: unknown): void {
    if (!(error instanceof EmbeddedSpeechError) || this.listenerCount('error') === 0) return;
    const { label } = this;
    const recoverable = !error.fatal;
    this.emit('error', { type: 'stt_error', timestamp: Date.now(), label, error, recoverable });
  }
}

function firstChannel(data: Int16Array, channels: number): Int16Array {
  return channels === 1 ? data : data.filter((_, index) => index % channels === 0);
}
