import { timeLimit } from '../config/time-limit.ts';
import { setTimeout as pause } from 'node:timers/promises';

const ASK_EVERY_MS = 150;
const ONE_ANSWER_MS = 5_000;

export interface Waiting {
  readonly signal: AbortSignal;
  readonly limit_ms: number;
}

/** Asks `url` until it answers 2xx; false when the limit passed first. Rejects when aborted. */
export function untilAnswers(url: string, waiting: Waiting): Promise<boolean> {
  return untilStatus(url, waiting, (status) => status >= 200 && status < 300);
}

/** The same for any HTTP answer at all: something is there. */
export function untilReachable(url: string, waiting: Waiting): Promise<boolean> {
  return untilStatus(url, waiting, () => true);
}

async function untilStatus(
  url: string,
  { signal, limit_ms }: Waiting,
  suits: (status: number) => boolean,
): Promise<boolean> {
  const end = performance.now() + limit_ms;
  while (performance.now() < end) {
    signal.throwIfAborted();
    const status = await statusOf(url, signal);
    if (status !== null && suits(status)) return true;
    await pause(ASK_EVERY_MS, undefined, { signal });
  }
  return false;
}

async function statusOf(url: string, signal: AbortSignal): Promise<number | null> {
  const limit = timeLimit(ONE_ANSWER_MS, signal);
  try {
    const response = await fetch(url, { signal: limit });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}
