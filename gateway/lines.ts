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

/** Milliseconds for one answer of the backend. */
const LIMIT_MS = 2000;
/** Milliseconds in which a backend that could not tell is not asked again. */
const BLIND_MS = 10_000;

interface Comer {
  readonly room: string;
  readonly decide: (may: boolean) => void;
}

/**
 * Asks the backend, and names those that were let in and that no worker has opened yet: of many that
 * come in one moment no more begin than may. One question is out at a time, and whoever comes meanwhile
 * is decided by the next: nobody waits for more than two answers, however many come.
 */
export function linesOf(backend: { url: string; key: string }, log: Logger): Lines {
  const waiting = new Set<string>();
  const comers: Comer[] = [];
  let deciding = false;
  let blind_until = 0;
  const free = (): number | Promise<number> =>
    performance.now() < blind_until
      ? Infinity
      : freeLines(backend, [...waiting]).catch((fault: unknown) => {
          log.warn({ fault }, 'Whether a line is free could not be asked; calls begin without.');
          blind_until = performance.now() + BLIND_MS;
          return Infinity;
        });
  const decideAll = async () => {
    deciding = true;
    while (comers.length > 0) {
      const those = comers.splice(0);
      const most = await free();
      for (const [n, { room, decide }] of those.entries()) {
        if (n < most) waiting.add(room);
        decide(n < most);
      }
    }
    deciding = false;
  };
  return {
    take: (room) =>
      new Promise((decide) => {
        comers.push({ room, decide });
        if (!deciding) void decideAll();
      }),
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
