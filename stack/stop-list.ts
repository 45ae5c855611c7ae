/** What was started, in order; `stopAll` stops it in the opposite order, once. */
export class StopList {
  readonly #stops: { name: string; stop: () => Promise<void> }[] = [];
  #stopping: Promise<void> | undefined;

  add(name: string, stop: () => Promise<void>): void {
    this.#stops.push({ name, stop });
  }

  /** Safe twice: the second call waits for the first. A stop that fails does not keep the others. */
  stopAll(onStop: (name: string) => void = () => undefined): Promise<void> {
    this.#stopping ??= this.#stopEach(onStop);
    return this.#stopping;
  }

  async #stopEach(onStop: (name: string) => void): Promise<void> {
    const faults: unknown[] = [];
    for (const { name, stop } of this.#stops.reverse()) {
      onStop(name);
      await stop().catch((fault: unknown) => faults.push(fault));
    }
    if (faults.length > 0) throw new AggregateError(faults, 'Not everything could be stopped');
  }
}
