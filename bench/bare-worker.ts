import { join } from 'node:path';
import { inherited } from '../config/env.ts';
import { startChild } from '../stack/child.ts';
import { compile } from '../stack/compile.mjs';
import type { Keeper } from '../stack/keeper.ts';
import { livekitVariables, type LivekitAccess } from '../stack/livekit-access.ts';
import { untilReady } from '../stack/until-ready.ts';
import { freePort } from '../test/live/free-ports.ts';
import type { Program } from './result.ts';

const ROOT = join(import.meta.dirname, '..');
const READY_LIMIT_MS = 120_000;
const STOP_GRACE_MS = 5_000;

export type Bare = Exclude<Program, 'baton'>;

export interface BareStart {
  readonly access: LivekitAccess;
  /** Addresses and keys of the providers. */
  readonly variables: Readonly<Record<string, string>>;
  readonly logs: string;
  readonly keeper: Keeper;
}

/** A program without Baton as a worker at the same LiveKit server; ready when it is registered. */
export async function startBareWorker(bare: Bare, start: BareStart) {
  const port = await freePort();
  // Compiled as Baton is.
  await compile({ root: ROOT, folders: ['bench', 'test/fakes'] });
  const child = await startChild({
    name: bare,
    command: process.execPath,
    args: [join('dist', 'bench', 'bare', `${bare}.js`), 'start'],
    env: {
      ...inherited(),
      ...livekitVariables(start.access),
      ...start.variables,
      BENCH_AGENT_NAME: bare,
      BENCH_PORT: String(port),
    },
    cwd: ROOT,
    log: join(start.logs, `${bare}.log`),
    keeper: start.keeper,
  });
  const stop = (): Promise<void> => child.stop(STOP_GRACE_MS);
  const signal = AbortSignal.timeout(READY_LIMIT_MS);
  await untilReady(child, `http://127.0.0.1:${port}/`, { signal, limit_ms: READY_LIMIT_MS }).catch(
    async (fault: unknown) => {
      await stop();
      throw fault;
    },
  );
  return { pid: child.pid, stop, tail: () => child.tail(40) };
}
