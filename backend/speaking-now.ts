import type { Speaker } from '../protocol/live-call.ts';

/** Milliseconds after which nobody is believed to speak still whose worker says nothing more. */
const STALE_MS = 120_000;

/**
 * Who speaks in which call at this moment, as the workers tell it. Of the moment: it is not stored,
 * and a console that listens at another backend does not see it.
 */
export class SpeakingNow {
  readonly #calls = new Map<string, { who: readonly Speaker[]; at: number }>();

  set(session_id: string, who: readonly Speaker[], now: Date): void {
    if (who.length === 0) this.#calls.delete(session_id);
    else this.#calls.set(session_id, { who, at: now.getTime() });
  }

  /** Calls in which somebody speaks. */
  all(now: Date): Map<string, readonly Speaker[]> {
    for (const [session_id, { at }] of this.#calls)
      if (now.getTime() - at > STALE_MS) this.#calls.delete(session_id);
    return new Map([...this.#calls].map(([session_id, { who }]) => [session_id, who]));
  }
}

/** What has changed since a reader was told. */
export function changedSpeakers(
  told: ReadonlyMap<string, readonly Speaker[]>,
  now: ReadonlyMap<string, readonly Speaker[]>,
): [session_id: string, who: readonly Speaker[]][] {
  const ids = new Set([...told.keys(), ...now.keys()]);
  return [...ids]
    .filter((id) => told.get(id)?.join() !== now.get(id)?.join())
    .map((id) => [id, now.get(id) ?? []]);
}
