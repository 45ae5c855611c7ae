import { type APIConnectOptions, stt } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';
import { HeedfulEar } from './heedful-ear.ts';
import type { EarsInTurn } from './providers-in-turn.ts';
import { LAST_LIMIT_MS } from './until-silent.ts';

/** One provider that hears a call now: its stream, whatever it is made of, and how it fails. */
export class OneListener {
  readonly index: number;
  /** It hears speech in pieces, each when it has ended. */
  readonly piecewise: boolean;
  readonly failed: Promise<Error>;
  readonly #stream: stt.SpeechStream;
  #fault: Error | null = null;
  #closed = false;

  /** `last`: whether nobody is left now who could hear what this one does not. */
  constructor(
    index: number,
    ears: EarsInTurn,
    connOptions: APIConnectOptions,
    last: () => boolean,
  ) {
    this.index = index;
    const { make, vad } = ears;
    const patience = () => (last() ? LAST_LIMIT_MS : ears.patience_ms);
    const ear = make(index);
    let fail: (error: Error) => void = () => undefined;
    this.failed = new Promise((resolve) => {
      fail = resolve;
    });
    const failed = (error: unknown) => {
      const fault = error instanceof Error ? error : new Error('An ear failed.', { cause: error });
      this.#fault ??= fault;
      fail(fault);
    };
    ear.on('error', ({ error }) => {
      failed(error);
    });
    this.piecewise = !ear.capabilities.streaming;
    const heard = this.piecewise
      ? new stt.StreamAdapter(new HeedfulEar(ear, { patience, failed }), vad())
      : ear;
    this.#stream = heard.stream({ connOptions: { ...connOptions, maxRetry: 0 } });
  }

  get fault(): Error | null {
    return this.#fault;
  }

  /** What it hears; null when it has ended. */
  async next(): Promise<stt.SpeechEvent | null> {
    const item = await this.#stream.next();
    return item.done === true ? null : item.value;
  }

  hear(frame: AudioFrame): void {
    if (!this.#closed) this.#attempt(() => this.#stream.pushFrame(frame));
  }

  flush(): void {
    if (!this.#closed) this.#attempt(() => this.#stream.flush());
  }

  endInput(): void {
    if (!this.#closed) this.#attempt(() => this.#stream.endInput());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#attempt(() => this.#stream.close());
  }

  /** Hazard: a stream that has ended by itself throws at whoever still speaks to it. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch {
      this.#closed = true;
    }
  }
}
