import { EventEmitter, once } from 'node:events';

/** Requests in the order they came. */
export class Seen<T> {
  readonly all: T[] = [];
  readonly #grown = new EventEmitter().setMaxListeners(0);

  add(one: T): void {
    this.all.push(one);
    this.#grown.emit('grown');
  }

  /** The `n`-th one, counted from 1. Rejects at the limit. */
  async until(n: number, limit_ms = 60_000): Promise<T> {
    const signal = AbortSignal.timeout(limit_ms);
    for (;;) {
      const found = this.all[n - 1];
      if (found !== undefined) return found;
      await once(this.#grown, 'grown', { signal }).catch((cause: unknown) => {
        const message = `Request ${n} did not come within ${limit_ms} ms; ${this.all.length} did`;
        throw new Error(message, { cause });
      });
    }
  }
}
