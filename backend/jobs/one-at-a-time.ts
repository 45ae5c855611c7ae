/** Work that must not overlap itself. */
export interface OneAtATime {
  /** Does it once more; whoever asks while it is under way gets the next time, once for all of them. */
  again(): Promise<void>;
  /** Resolves when what is under way, and what waits for it, is over. */
  idle(): Promise<void>;
}

/** @param work never rejects */
export function oneAtATime(work: () => Promise<void>): OneAtATime {
  let running = Promise.resolve();
  let queued: Promise<void> | undefined;
  return {
    again: () =>
      (queued ??= running =
        running.then(() => {
          queued = undefined;
          return work();
        })),
    idle: () => running,
  };
}
