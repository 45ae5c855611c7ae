import { join } from 'node:path';
import { reachableHost, type Env } from '../config/env.ts';
import { startChild, type Child } from './child.ts';
import { compile } from './compile.mjs';
import type { Keeper } from './keeper.ts';
import { StepFailure } from './step-failure.ts';
import { untilReady } from './until-ready.ts';

const READY_LIMIT_MS = 120_000;
/** A worker tells its callers and leaves; a backend finishes its writes. */
const STOP_GRACE_MS = 10_000;

export interface ServiceStart {
  readonly root: string;
  readonly env: Env;
  /** What the process gets: the environment with LiveKit's address and keys in it. */
  readonly variables: NodeJS.ProcessEnv;
  readonly keeper: Keeper;
  readonly signal: AbortSignal;
}

export interface Service {
  readonly child: Child;
  readonly stop: () => Promise<void>;
  /** `kill -9`, its whole group. */
  readonly kill: () => Promise<void>;
}

/** Starts the backend from the sources as they are; ready when /healthz says so. Throws StepFailure. */
export function startBackend(start: ServiceStart): Promise<Service> {
  return startService(start, {
    name: 'backend',
    args: ['dist/backend/main.js'],
    health: `http://${reachableHost(start.env)}:${start.env.BATON_PORT}/healthz`,
  });
}

/** Starts the worker from the sources as they are; ready when it is registered at LiveKit. Throws StepFailure. */
export function startWorker(start: ServiceStart): Promise<Service> {
  return startService(start, {
    name: 'worker',
    args: ['dist/agent/main.js', 'start'],
    health: `http://${reachableHost(start.env)}:${start.env.BATON_WORKER_PORT}/`,
  });
}

/** Starts the telephony gateway from the sources as they are; ready when /healthz says so. Throws StepFailure. */
export function startGateway(start: ServiceStart): Promise<Service> {
  return startService(start, {
    name: 'gateway',
    args: ['dist/gateway/main.js'],
    health: `http://${reachableHost(start.env)}:${start.env.BATON_GATEWAY_PORT}/healthz`,
  });
}

async function startService(
  start: ServiceStart,
  { name, args, health }: { name: string; args: string[]; health: string },
): Promise<Service> {
  await upToDate(start.root);
  const child = await startChild({
    name,
    command: process.execPath,
    args,
    env: start.variables,
    cwd: start.root,
    log: join(start.env.BATON_DATA_DIR, 'log', `${name}.log`),
    keeper: start.keeper,
  });
  const stop = (): Promise<void> => child.stop(STOP_GRACE_MS);
  try {
    await untilReady(child, health, { signal: start.signal, limit_ms: READY_LIMIT_MS });
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { child, stop, kill: child.kill };
}

async function upToDate(root: string): Promise<void> {
  try {
    await compile({ root });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StepFailure(message, 'correct it, then run the same command again.', { cause });
  }
}
