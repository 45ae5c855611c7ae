import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { DeskQueue, DUTY_MS } from '../../../protocol/desk.ts';
import { ask, ConsoleFault } from '../api.ts';

/** Two of these may be lost before the duty lapses. */
export const RENEW_MS = DUTY_MS / 3;

/** Says that somebody takes calls, again and again while they do, and not any more when they leave. */
export class Duty implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #told: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  on = false;

  constructor(host: ReactiveControllerHost, told: () => void) {
    this.#host = host;
    this.#told = told;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('pagehide', this.#leave);
  }

  hostDisconnected(): void {
    window.removeEventListener('pagehide', this.#leave);
    this.#leave();
  }

  /** Throws ConsoleFault, and is then as it was. */
  async turn(on: boolean): Promise<void> {
    const before = this.on;
    this.#become(on);
    try {
      await this.#say(on);
    } catch (fault) {
      if (this.on === on) this.#become(before);
      throw fault;
    }
  }

  #become(on: boolean): void {
    this.on = on;
    clearInterval(this.#timer);
    if (on) this.#timer = setInterval(() => void this.#renew(), RENEW_MS);
    this.#host.requestUpdate();
  }

  async #renew(): Promise<void> {
    try {
      await this.#say(true);
    } catch (fault) {
      // The queue is asked for much more often; that the backend is away is said there.
      if (!(fault instanceof ConsoleFault)) throw fault;
    }
  }

  async #say(on: boolean): Promise<void> {
    await ask(DeskQueue, '/api/desk/duty', { method: 'PUT', json: { on } });
    this.#told();
  }

  readonly #leave = (): void => {
    if (!this.on) return;
    this.#become(false);
    const off = { method: 'PUT', json: { on: false }, keepalive: true } as const;
    // Nobody is here any more to be told; it lapses by itself.
    void ask(DeskQueue, '/api/desk/duty', off).catch(() => undefined);
  };
}
