import { shortuuid, tts } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { withoutStrayFailure } from '../../speech/stray-failure.ts';

const RATE = 24_000;
const FRAME = RATE / 50;
/** Milliseconds of tone a character of text gets. */
const MS_PER_LETTER = 4;

/** A fault a test asks a voice for. */
export type VoiceFault = 'no_frame' | 'error' | 'stall';

/** A voice that hums instead of speaking: one pitch a character, length by the text. */
export class ToneVoice extends tts.TTS {
  readonly label = 'tone-voice';
  readonly hertz: number;
  readonly asked: string[] = [];
  readonly #fault: () => VoiceFault | null;
  readonly #ready: Promise<void>;
  readonly letter_ms: number;

  /** @param ready before which it says nothing */
  constructor(
    hertz: number,
    fault: () => VoiceFault | null = () => null,
    ready = Promise.resolve(),
    letter_ms = MS_PER_LETTER,
  ) {
    super(RATE, 1, { streaming: false });
    this.letter_ms = letter_ms;
    this.hertz = hertz;
    this.#fault = fault;
    this.#ready = ready;
  }

  synthesize(text: string, _options?: unknown, signal?: AbortSignal): tts.ChunkedStream {
    this.asked.push(text);
    return withoutStrayFailure(
      new ToneStream(text, this, { fault: this.#fault(), ready: this.#ready }, signal),
    );
  }

  stream(): tts.SynthesizeStream {
    throw new Error('The tone voice is not a streaming one.');
  }
}

class ToneStream extends tts.ChunkedStream {
  readonly label = 'tone-stream';
  readonly #hertz: number;
  readonly #letter_ms: number;
  readonly #fault: VoiceFault | null;
  readonly #ready: Promise<void>;

  constructor(
    text: string,
    voice: ToneVoice,
    { fault, ready }: { fault: VoiceFault | null; ready: Promise<void> },
    signal?: AbortSignal,
  ) {
    super(text, voice, { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 1000 }, signal);
    this.#hertz = voice.hertz;
    this.#letter_ms = voice.letter_ms;
    this.#fault = fault;
    this.#ready = ready;
  }

  protected override async run(): Promise<void> {
    await this.#ready;
    if (this.#fault === 'error') throw new Error('the voice is out of order');
    if (this.#fault === 'stall') {
      await new Promise((resolve) => {
        this.abortSignal.addEventListener('abort', resolve, { once: true });
      });
      return;
    }
    if (this.#fault === 'no_frame') return;
    const count = Math.max(1, Math.ceil((this.inputText.length * this.#letter_ms) / 20));
    const requestId = shortuuid('tone_');
    for (let n = 0; n < count; n++) {
      const data = Int16Array.from({ length: FRAME }, (_v, i) =>
        Math.round(8000 * Math.sin((2 * Math.PI * this.#hertz * (n * FRAME + i)) / RATE)),
      );
      const frame = new AudioFrame(data, RATE, 1, FRAME);
      this.queue.put({ requestId, segmentId: requestId, frame, final: n === count - 1 });
    }
  }
}
