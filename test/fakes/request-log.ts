import { PATIENCE_MS } from '../patience.ts';

/** What a fake was asked, in order; a test may wait for what has yet to come. */
export class RequestLog<R extends { kind: string }> {
  readonly all: R[] = [];
  readonly #waiting = new Set<(request: R) => void>();

  add(request: R): void {
    this.all.push(request);
    for (const tell of [...this.#waiting]) tell(request);
  }

  /** The first request, from the `after`th on, for which `wanted` holds. */
  async first(wanted: (request: R) => boolean, after = 0, limitMs = PATIENCE_MS): Promise<R> {
    const there = this.all.slice(after).find(wanted);
    if (there) return there;
    return new Promise((resolve, reject) => {
      const tell = (request: R) => {
        if (!wanted(request)) return;
        clearTimeout(timer);
        this.#waiting.delete(tell);
        resolve(request);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(tell);
        reject(new Error(`No such request in ${String(limitMs)} ms`));
      }, limitMs);
      this.#waiting.add(tell);
    });
  }
}
