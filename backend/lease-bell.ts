/** Wakes the command streams of a call when something about it has changed. */
export interface LeaseBell {
  ring(session_id: string): void;
  /** Resolves at the next ring, after `ms`, or when the signal aborts; never rejects. */
  wait(session_id: string, ms: number, signal: AbortSignal): Promise<void>;
}

/** Rung beside a call's own, at whatever happens in any call. */
export const ANY_CALL = '*';

/** Only a shortcut within this process: streams look at the store after each wait anyway. */
export function leaseBell(): LeaseBell {
  const waiting = new Map<string, Set<() => void>>();
  return {
    ring(session_id) {
      for (const wake of waiting.get(session_id) ?? []) wake();
    },
    wait(session_id, ms, signal) {
      return new Promise((done) => {
        const wakes = waiting.get(session_id) ?? new Set();
        waiting.set(session_id, wakes);
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          wakes.delete(wake);
          if (wakes.size === 0) waiting.delete(session_id);
          done();
        };
        const timer = setTimeout(wake, signal.aborted ? 0 : ms);
        signal.addEventListener('abort', wake);
        wakes.add(wake);
      });
    },
  };
}
