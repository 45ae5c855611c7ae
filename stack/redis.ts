import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inherited } from '../config/env.ts';
import { aptInstall, type Installing } from './apt-install.ts';
import { obituary, startChild, type Child } from './child.ts';
import type { Keeper } from './keeper.ts';
import { findProgram } from './program.ts';
import { StepFailure } from './step-failure.ts';

const READY_LIMIT_MS = 20_000;
const ASK_EVERY_MS = 50;
const STOP_GRACE_MS = 3_000;

/** Finds redis-server on PATH, or installs Debian's where we may. Throws StepFailure. */
export async function readyRedis(installing: Installing): Promise<string> {
  const found = findProgram('redis-server');
  if (found) return found;
  const apt = findProgram('apt-get');
  if (apt && process.getuid?.() === 0) {
    await aptInstall(apt, 'redis-server', nextStep(), installing);
  }
  const installed = findProgram('redis-server');
  if (installed) return installed;
  throw new StepFailure(
    'There is no redis-server for the tests on the telephone line.',
    nextStep(),
  );
}

function nextStep(): string {
  const how =
    process.platform === 'darwin' ? 'brew install redis' : 'as root: apt-get install redis-server';
  return `${how}; then run the same command again`;
}

export interface RedisStart {
  readonly path: string;
  readonly port: number;
  /** The log goes into `log/` below it; nothing else is written. */
  readonly dataDir: string;
  readonly keeper: Keeper;
  readonly signal: AbortSignal;
}

export interface RedisServer {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts a Redis that keeps nothing, on the loopback only, and waits until it answers. */
export async function startRedis(start: RedisStart): Promise<RedisServer> {
  const { path, port, dataDir, keeper, signal } = start;
  const child = await startChild({
    name: 'Redis',
    command: path,
    args: ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'],
    env: inherited(),
    cwd: dataDir,
    log: join(dataDir, 'log', 'redis.log'),
    keeper,
  });
  const stop = (): Promise<void> => child.stop(STOP_GRACE_MS);
  try {
    await untilPong(child, port, signal);
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { address: `127.0.0.1:${port}`, stop };
}

async function untilPong(child: Child, port: number, signal: AbortSignal): Promise<void> {
  const died = child.ended.then((end) => {
    throw new StepFailure(obituary(child, end), `read ${child.log}`);
  });
  died.catch(() => undefined);
  const end = performance.now() + READY_LIMIT_MS;
  while (performance.now() < end) {
    if (await Promise.race([died, answers(port)])) return;
    await pause(ASK_EVERY_MS, undefined, { signal });
  }
  throw new StepFailure(`Redis did not answer in time:\n${child.tail()}`, `read ${child.log}`);
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString().startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
