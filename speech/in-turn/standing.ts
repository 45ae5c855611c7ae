import type { Provider } from '../../config/speech-env.ts';
import type { ProviderFault, SpeechPart } from '../../protocol/provider.ts';
import { factsOf } from './provider-fault.ts';

/** One provider was replaced by another one. */
export interface ProviderSwitch {
  readonly part: SpeechPart;
  readonly from: Provider;
  readonly to: Provider;
  readonly reason: ProviderFault;
  readonly status?: number;
}

/**
 * Who of a part's providers has the part now. One that fails is replaced by the next one for the
 * rest of the call: a caller is not spoken to in turns by two voices. After the last comes the first
 * again. A call is a process of its own, so the next call begins with the first.
 */
export class Standing {
  readonly #part: SpeechPart;
  readonly #providers: readonly Provider[];
  readonly #told: (change: ProviderSwitch) => void;
  #at = 0;

  constructor(
    part: SpeechPart,
    providers: readonly Provider[],
    told: (change: ProviderSwitch) => void,
  ) {
    this.#part = part;
    this.#providers = providers;
    this.#told = told;
  }

  get size(): number {
    return this.#providers.length;
  }

  get current(): number {
    return this.#at;
  }

  get provider(): Provider {
    return this.#nameAt(this.#at);
  }

  /** Whoever would come after the current one. */
  get next(): number {
    return (this.#at + 1) % this.size;
  }

  /** The provider at `index` has failed; of two who notice it the second changes nothing. */
  failed(index: number, error: unknown): void {
    if (index !== this.#at || this.size < 2) return;
    const from = this.provider;
    this.#at = this.next;
    this.#told({ part: this.#part, from, to: this.provider, ...factsOf(error) });
  }

  #nameAt(index: number): Provider {
    return this.#providers[index] ?? 'embedded';
  }
}

/**
 * Asks one provider after another, beginning with the current one, until one has answered. `last`:
 * nobody is left to repeat what this one does not finish. Rejects with the last failure.
 */
export async function inTurn<T>(
  standing: Standing,
  over: AbortSignal,
  ask: (index: number, last: boolean) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const at = standing.current;
    try {
      return await ask(at, tried >= standing.size);
    } catch (error) {
      if (over.aborted) throw error;
      standing.failed(at, error);
      if (tried >= standing.size) throw error;
    }
  }
}
