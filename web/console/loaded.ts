import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { ConsoleFault } from './api.ts';
import { failure, loading } from './parts/states.ts';

type State<T> =
  | { readonly is: 'loading' }
  | { readonly is: 'failed'; readonly fault: ConsoleFault }
  | { readonly is: 'ready'; readonly value: T };

/** What a page shows that comes from the backend: asked for when the page appears, and again. */
export class Loaded<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #load: (signal: AbortSignal) => Promise<T>;
  #state: State<T> = { is: 'loading' };
  #asking = new AbortController();

  constructor(host: ReactiveControllerHost, load: (signal: AbortSignal) => Promise<T>) {
    this.#host = host;
    this.#load = load;
    host.addController(this);
  }

  get value(): T | undefined {
    return this.#state.is === 'ready' ? this.#state.value : undefined;
  }

  hostConnected(): void {
    void this.reload();
  }

  hostDisconnected(): void {
    this.#asking.abort();
  }

  /** `quietly`: what is shown stays until the answer is there. */
  async reload(quietly = false): Promise<void> {
    this.#asking.abort();
    const asking = (this.#asking = new AbortController());
    if (!quietly) this.#set({ is: 'loading' });
    try {
      const value = await this.#load(asking.signal);
      if (!asking.signal.aborted) this.#set({ is: 'ready', value });
    } catch (cause) {
      if (asking.signal.aborted) return;
      const fault =
        cause instanceof ConsoleFault ? cause : new ConsoleFault(0, undefined, { cause });
      this.#set({ is: 'failed', fault });
    }
  }

  /** Asks anew; nothing changes where there is no answer, or where something else came meanwhile. */
  async refresh(): Promise<void> {
    const before = this.#state;
    if (before.is !== 'ready') return;
    const value = await this.#load(this.#asking.signal).catch(() => undefined);
    if (value !== undefined && this.#state === before) this.#set({ is: 'ready', value });
  }

  change(value: T): void {
    this.#set({ is: 'ready', value });
  }

  /** Skeleton, fault with a way to try again, or what is there. */
  show(ready: (value: T) => TemplateResult, rows = 5): TemplateResult {
    if (this.#state.is === 'loading') return loading(rows);
    if (this.#state.is === 'ready') return ready(this.#state.value);
    return failure(this.#state.fault, () => void this.reload());
  }

  #set(state: State<T>): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
