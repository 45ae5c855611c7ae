import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanShell } from '../clean-shell.ts';
import { freePort } from '../live/free-ports.ts';
import {
  characterFolder,
  CAST,
  LIVEKIT_KEYS,
  OPERATOR_TOKEN,
  SERVICE_KEY,
  SESSION_KEY,
} from './stand.ts';
import { copyStoreTo } from './store-template.ts';

/** A backend as it runs: a process of its own, on a data directory of its own. */
export interface BackendProcess {
  url: string;
  pid: number;
  /** SIGKILL, and gone. */
  kill(): Promise<void>;
  /** SIGTERM; its exit code. */
  stop(): Promise<number | null>;
}

/** The process ended before it was up. */
export class NotStarted extends Error {
  readonly code: number | null;
  constructor(code: number | null, said: string) {
    super(said);
    this.code = code;
  }
}

/** A place for backends; what is left of them goes when it is cleared. `empty`: the first one makes the store. */
export function place({ empty = false } = {}) {
  const base = mkdtempSync(join(tmpdir(), 'baton-data-'));
  const data = join(base, 'data');
  if (!empty) copyStoreTo(data);
  const folder = characterFolder(CAST);
  const children = new Set<ChildProcess>();
  const startOnce = async (more: Record<string, string>, main: string): Promise<BackendProcess> => {
    const env = {
      ...cleanShell(),
      ...LIVEKIT_KEYS,
      BATON_DATA_DIR: data,
      BATON_CHARACTERS_DIR: folder.dir,
      BATON_PORT: String(await freePort()),
      AGENT_STACK_TOKEN_SECRET: SERVICE_KEY,
      BATON_OPERATOR_TOKEN: OPERATOR_TOKEN,
      BATON_SESSION_SECRET: SESSION_KEY,
      // A list that the developer keeps is not the tests'.
      BATON_OPERATORS_FILE: join(base, 'operators.yaml'),
      ...more,
    };
    const child = spawn(process.execPath, ['--import', 'tsx', main], { env });
    children.add(child);
    child.on('exit', () => children.delete(child));
    const ended = once(child, 'exit') as Promise<[number | null]>;
    const url = await untilUp(child, ended);
    const end = async (signal: NodeJS.Signals) => {
      child.kill(signal);
      return (await ended)[0];
    };
    const kill = async () => {
      await end('SIGKILL');
    };
    return { url, pid: child.pid!, kill, stop: () => end('SIGTERM') };
  };
  return {
    data,
    /** Another data directory. */
    aside: (name: string) => join(base, name),
    async start(
      more: Record<string, string> = {},
      main = 'backend/main.ts',
    ): Promise<BackendProcess> {
      // Somebody else may have been given the port that was free a moment ago.
      for (let again = 2; ; again -= 1) {
        try {
          return await startOnce(more, main);
        } catch (fault) {
          const taken = fault instanceof NotStarted && / is taken/.test(fault.message);
          if (!taken || again === 0 || 'BATON_PORT' in more) throw fault;
        }
      }
    },
    async clear() {
      for (const child of children) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      folder.remove();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Its address, as soon as it says so. */
async function untilUp(child: ChildProcess, ended: Promise<[number | null]>): Promise<string> {
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (part: string) => (errors += part));
  const up = new Promise<string>((done) => {
    let lines = '';
    child.stdout!.setEncoding('utf8').on('data', (part: string) => {
      lines += part;
      const url = /"url":"([^"]+)","msg":"The backend is up\."/.exec(lines)?.[1];
      if (url) done(url);
    });
  });
  const failed = ended.then(([code]) => Promise.reject(new NotStarted(code, errors)));
  failed.catch(() => undefined);
  return Promise.race([up, failed]);
}
