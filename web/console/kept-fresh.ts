import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Loaded } from './loaded.ts';
import type { Paged } from './paged.ts';

const EVERY_MS = 20_000;

/** Asks for a list again and again while it is looked at. Whoever has read on in it is left alone. */
export class KeptFresh<T> implements ReactiveController {
  readonly #list: Loaded<Paged<T>>;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, list: Loaded<Paged<T>>) {
    this.#list = list;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#again);
    this.#timer = setInterval(this.#again, EVERY_MS);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#again);
    clearInterval(this.#timer);
  }

  readonly #again = (): void => {
    if (document.visibilityState === 'hidden' || this.#list.value?.long) return;
    void this.#list.refresh();
  };
}
