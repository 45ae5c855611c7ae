import { timeLimit } from '../config/time-limit.ts';
import { SPEAKERS, type Speaker } from '../protocol/live-call.ts';
import type { BackendClient } from './backend-client.ts';

/** Milliseconds until news of a moment is of no use. */
const LIMIT_MS = 2000;

export interface SpeakingDeps {
  readonly backend: Pick<BackendClient, 'putSpeaking'>;
  readonly session_id: string;
  /** Aborts when the call is over. */
  readonly over: AbortSignal;
}

/**
 * Tells the backend who speaks at this moment, for the console. One request at a time, and only the
 * newest state: what cannot be told is old already, so a failure is no news.
 */
export function tellSpeaking({ backend, session_id, over }: SpeakingDeps) {
  const speaks = new Set<Speaker>();
  let told = '';
  let telling = false;
  const now = () => SPEAKERS.filter((one) => speaks.has(one));
  const tell = async (): Promise<void> => {
    if (telling) return;
    telling = true;
    while (!over.aborted && told !== now().join()) {
      const who = now();
      told = who.join();
      const limit = timeLimit(LIMIT_MS, over);
      await backend.putSpeaking(session_id, who, limit).catch(() => undefined);
    }
    telling = false;
  };
  return (who: Speaker, is: boolean): void => {
    if (is) speaks.add(who);
    else speaks.delete(who);
    void tell();
  };
}
