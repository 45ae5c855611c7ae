import { setTimeout as delay } from 'node:timers/promises';

/** Faults that a test orders beforehand, per kind of request, used up in order. */
export class ProviderFaults<Kind extends string> {
  readonly #ordered = new Map<Kind, ('stall' | number)[]>();
  readonly #breaks: Kind[] = [];
  readonly #over = new AbortController();

  /** The next `times` requests of the kind are answered with this HTTP status. */
  failNext(kind: Kind, status = 500, times = 1): void {
    this.#order(
      kind,
      Array.from({ length: times }, () => status),
    );
  }

  /** The next request of the kind is taken and never answered. */
  stallNext(kind: Kind): void {
    this.#order(kind, ['stall']);
  }

  /** The next answer of the kind that has something to say breaks off in the middle of it. */
  breakNext(kind: Kind): void {
    this.#breaks.push(kind);
  }

  /** Whether this answer is to break off; asked once for each. */
  breaks(kind: Kind): boolean {
    const at = this.#breaks.indexOf(kind);
    if (at < 0) return false;
    this.#breaks.splice(at, 1);
    return true;
  }

  /** The status to fail with, or null; a stalled one resolves only when the server closes. */
  async next(kind: Kind): Promise<number | null> {
    const fault = this.#ordered.get(kind)?.shift() ?? null;
    if (fault !== 'stall') return fault;
    await new Promise((resolve) => {
      this.#over.signal.addEventListener('abort', resolve, { once: true });
    });
    return 503;
  }

  /** A provider's latency; ends at once when the server closes. */
  async wait(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.#over.signal }).catch(() => undefined);
  }

  close(): void {
    this.#over.abort();
  }

  #order(kind: Kind, faults: ('stall' | number)[]): void {
    this.#ordered.set(kind, [...(this.#ordered.get(kind) ?? []), ...faults]);
  }
}
