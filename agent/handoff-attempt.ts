import type { HandoffInput } from '../call/handoff.ts';
import type { PreparedOpening } from '../call/ports.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffOrder } from './handoff-script.ts';

/** One attempt at a handoff and what it holds; all of it ends with the attempt. */
export class HandoffAttempt {
  readonly order: HandoffOrder;
  readonly #over = new AbortController();
  readonly #tell: (input: HandoffInput) => void;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #to: SessionBundle | null = null;
  #preparing: AbortController | null = null;
  #opening: PreparedOpening | null = null;
  /** Waiting sentences said so far. */
  waited = 0;

  constructor(order: HandoffOrder, tell: (input: HandoffInput) => void) {
    this.order = order;
    this.#tell = tell;
  }

  /** Aborts when the attempt is over. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Tells the transaction what happened, unless the attempt is over. */
  tell(input: HandoffInput): void {
    if (!this.#over.signal.aborted) this.#tell(input);
  }

  get to(): SessionBundle {
    if (!this.#to) throw new Error('The bundle of the target is not there yet.');
    return this.#to;
  }

  set to(bundle: SessionBundle) {
    this.#to = bundle;
  }

  /** Whether the room has been told of the target. */
  get named(): boolean {
    return this.#to !== null;
  }

  /** The opening can be heard at once. */
  get ready(): boolean {
    return this.#opening !== null;
  }

  get opening(): PreparedOpening {
    if (!this.#opening) throw new Error('The opening is not ready.');
    return this.#opening;
  }

  /** Begins to prepare an opening; one that was being prepared, or is ready, is let go. */
  prepareAnew(): AbortController {
    this.letOpeningGo();
    this.#preparing = new AbortController();
    return this.#preparing;
  }

  keep(opening: PreparedOpening): void {
    this.#opening = opening;
  }

  letOpeningGo(): void {
    this.#preparing?.abort(new Error('The opening is no longer wanted.'));
    this.#opening?.discard();
    this.#opening = null;
  }

  /** Winds a named timer; winding it again starts it anew. */
  wind(name: 'timeout' | 'silence', ms: number, ring: () => void): void {
    this.unwind(name);
    this.#timers.set(name, setTimeout(ring, ms));
  }

  unwind(name: 'timeout' | 'silence'): void {
    clearTimeout(this.#timers.get(name));
  }

  end(): void {
    this.unwind('timeout');
    this.unwind('silence');
    this.#over.abort(new Error('The handoff is over.'));
  }
}
