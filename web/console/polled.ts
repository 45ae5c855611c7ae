import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ConsoleFault } from './api.ts';

const LIMIT_MS = 10_000;

/** Asks the backend again and again while its page is shown. What is known stays at a fault. */
export class Polled<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #load: (signal: AbortSignal) => Promise<T>;
  readonly #take: (value: T) => void;
  readonly #everyMs: number;
  #shown = false;
  #asking = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the newest answer; null when that was a good one. */
  fault: ConsoleFault | null = null;

  constructor(
    host: ReactiveControllerHost,
    load: (signal: AbortSignal) => Promise<T>,
    take: (value: T) => void,
    everyMs = 2000,
  ) {
    this.#host = host;
    this.#load = load;
    this.#take = take;
    this.#everyMs = everyMs;
    host.addController(this);
  }

  hostConnected(): void {
    this.#shown = true;
    void this.again();
  }

  hostDisconnected(): void {
    this.#shown = false;
    this.#stop();
  }

  /** Asks now, and from now on; what was asked for before is not heard any more. */
  async again(): Promise<void> {
    this.#stop();
    // A page that is left asks nothing more, whatever still happens in it.
    if (!this.#shown) return;
    const { signal } = (this.#asking = new AbortController());
    try {
      // eslint-disable-next-line no-restricted-syntax -- A browser keeps it.
      const value = await this.#load(AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
      if (signal.aborted) return;
      this.fault = null;
      this.#take(value);
    } catch (cause) {
      if (signal.aborted) return;
      this.fault =
        cause instanceof ConsoleFault ? cause : new ConsoleFault(0, undefined, { cause });
    }
    this.#goOn(signal);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  #goOn({ aborted }: AbortSignal): void {
    // What was just learned may have made the page ask anew.
    if (aborted) return;
    this.#host.requestUpdate();
    this.#timer = setTimeout(() => void this.again(), this.#everyMs);
  }
}
