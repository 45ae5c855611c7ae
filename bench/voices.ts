import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { inherited } from '../config/env.ts';
import { timeLimit } from '../config/time-limit.ts';
import { readyGoProgram } from '../stack/go-program.ts';
import type { Building } from '../stack/livekit-build.ts';
import type { RoomEntry } from './room-entry.ts';

const PROGRAM = {
  name: 'voices',
  called: 'the voices of the bench',
  sources: fileURLToPath(new URL('./voices', import.meta.url)),
};
const READY_LIMIT_MS = 120_000;
const END_LIMIT_MS = 20_000;

/** What the voice itself lacked while it was heard in all rooms. */
const Tally = z.object({
  packets: z.number(),
  lost: z.number(),
  /** Between two packets. */
  longest_wait_ms: z.number(),
});
type Tally = z.infer<typeof Tally>;

const VoicesNews = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  Tally.extend({ kind: z.literal('ended') }),
]);
type VoicesNews = z.infer<typeof VoicesNews>;

/** What goes to the program: who is heard, and the rooms that hear him. */
export interface VoicesOrder {
  readonly url: string;
  readonly source: RoomEntry;
  readonly rooms: readonly RoomEntry[];
}

/** One voice, encoded once, in many rooms. */
export interface Voices {
  /** Rejects where the voices end before they are to. */
  readonly broken: Promise<never>;
  readonly end: () => Promise<Tally>;
  /** Resolves when the program is gone; never rejects. */
  readonly stop: () => Promise<void>;
}

/** The program that carries the voices. Throws StepFailure. */
export function readyVoices(building: Building): Promise<string> {
  return readyGoProgram(PROGRAM, building);
}

/** Resolves when the voice is in all rooms, which are joined one after the other. */
export async function startVoices(program: string, order: VoicesOrder): Promise<Voices> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'pipe'], env: inherited() });
  const said = new EventEmitter();
  let complaints = '';
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const news = VoicesNews.parse(JSON.parse(line));
    said.emit(news.kind, news);
  });
  const closed = once(child, 'close').then(([code, signal]) => `${signal ?? code}`);
  const broken = closed.then(
    (how): never => {
      throw new Error(`The voices ended: ${how}. ${complaints}`);
    },
    (cause: unknown): never => {
      throw new Error('The voices could not be started.', { cause });
    },
  );
  const gone = broken.catch(() => undefined);
  const until = (kind: VoicesNews['kind'], limit_ms: number): Promise<unknown[]> => {
    const limit = timeLimit(limit_ms);
    return Promise.race([once(said, kind, { signal: limit }), broken]);
  };
  child.stdin.write(`${JSON.stringify(order)}\n`);
  await until('ready', READY_LIMIT_MS).catch(async (fault: unknown) => {
    child.kill('SIGKILL');
    await gone;
    throw fault;
  });
  return {
    broken,
    end: async () => {
      const ended = until('ended', END_LIMIT_MS);
      child.stdin.end();
      const [tally] = await ended;
      return tally as Tally;
    },
    stop: async () => {
      child.stdin.end();
      const limit = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
      await gone;
      clearTimeout(limit);
    },
  };
}
