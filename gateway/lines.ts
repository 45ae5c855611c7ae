import { timeLimit } from '../config/time-limit.ts';
import type { Logger } from '../config/log.ts';
import { Lines as LinesAnswer, type LinesRequest } from '../protocol/lines.ts';
import { API_KEY_HEADER } from '../protocol/names.ts';

/** The lines of the whole deployment. */
export interface Lines {
  /** Whether a call may begin in that room. Where nobody can tell, it may: its worker asks again. */
  take(room: string): Promise<boolean>;
  /** A worker has the call, or it is over. */
  leave(room: string): void;
}

/** Milliseconds that a caller waits for the answer. */
const LIMIT_MS = 2000;
/** Milliseconds in which a backend that could not tell is not asked: callers wait one after the other. */
const BLIND_MS = 10_000;

/**
 * Asks the backend, one call after the other, and names those that were let in and that no worker
 * has opened yet: of many that come in one moment no more begin than may.
 */
export function linesOf(backend: { url: string; key: string }, log: Logger): Lines {
  const waiting = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  let blind_until = 0;
  const next = async (room: string): Promise<boolean> => {
    const asked = performance.now() >= blind_until;
    const free = asked ? await freeLines(backend, [...waiting]).catch(cannotTell) : 1;
    if (free > 0) waiting.add(room);
    return free > 0;
  };
  const cannotTell = (fault: unknown): number => {
    log.warn({ fault }, 'Whether a line is free could not be asked; calls begin without.');
    blind_until = performance.now() + BLIND_MS;
    return 1;
  };
  return {
    take: (room) => {
      const taken = last.then(() => next(room));
      last = taken;
      return taken;
    },
    leave: (room) => void waiting.delete(room),
  };
}

async function freeLines(
  { url, key }: { url: string; key: string },
  waiting: readonly string[],
): Promise<number> {
  const asked: LinesRequest = { waiting: [...waiting] };
  const answer = await fetch(new URL('/api/lines', url), {
    method: 'POST',
    headers: { [API_KEY_HEADER]: key, 'Content-Type': 'application/json' },
    body: JSON.stringify(asked),
    signal: timeLimit(LIMIT_MS),
  });
  if (!answer.ok) throw new Error(`The backend answered ${answer.status}.`);
  return LinesAnswer.parse(await answer.json()).free;
}
