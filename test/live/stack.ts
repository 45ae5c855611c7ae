import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backendUrl, readEnv, type Env } from '../../config/env.ts';
import { operatorToken, serviceKey } from '../../config/keys.ts';
import { startKeeper, type Keeper } from '../../stack/keeper.ts';
import { livekitVariables, ownLivekit, readyLivekit } from '../../stack/livekit-access.ts';
import type { LivekitAccess } from '../../stack/livekit-access.ts';
import { readyRedis, startRedis } from '../../stack/redis.ts';
import { startBackend, startGateway, startWorker, type Service } from '../../stack/services.ts';
import { StopList } from '../../stack/stop-list.ts';
import { freePort, freeUdpRange } from './free-ports.ts';
import { copyStoreTo } from '../backend/store-template.ts';
import { ROOT, testVariables, type TestEnvOptions } from './test-env.ts';

const START_LIMIT_MS = 240_000;

export const LOGS = ['livekit', 'backend', 'worker', 'gateway'] as const;
export type LogName = (typeof LOGS)[number];

export interface TestLivekit {
  readonly access: LivekitAccess;
  readonly env: Env;
  /** The environment of a process of ours beside it. */
  readonly variables: NodeJS.ProcessEnv;
  /** Address of the Redis; empty without `sip`. */
  readonly redis: string;
  /** One process's log so far. */
  readonly log: (name: LogName) => string;
  /** The ends of all logs, for a test that failed. */
  readonly logs: () => string;
  /** Stops everything and removes the data directory. Safe twice. */
  readonly stop: () => Promise<void>;
}

export interface TestStack extends TestLivekit {
  /** Where the page, the widget and the backend's API are. */
  readonly url: string;
  readonly serviceKey: string;
  readonly operatorToken: string;
  /** `kill -9`, and back on the same data directory and port. */
  readonly killBackend: () => Promise<void>;
  readonly restartBackend: () => Promise<void>;
  readonly killWorker: () => Promise<void>;
  readonly restartWorker: () => Promise<void>;
  /** SIGTERM, as a deployment does. */
  readonly stopGateway: () => Promise<void>;
  /** One more worker, on a port of its own. */
  readonly anotherWorker: () => Promise<TestWorker>;
  /** The one that was started first. */
  readonly firstWorker: () => TestWorker;
}

/** A worker process, and what it forks. */
export interface TestWorker {
  readonly kill: () => Promise<void>;
  /** SIGTERM, as a deployment does it. */
  readonly terminate: () => void;
  readonly pid: number;
}

interface Base extends TestLivekit {
  readonly keeper: Keeper;
  readonly stops: StopList;
  readonly signal: AbortSignal;
}

const STARTS = { backend: startBackend, worker: startWorker, gateway: startGateway } as const;
type Part = keyof typeof STARTS;

/** A real LiveKit server alone, on free ports. */
export async function startTestLivekit(options: TestEnvOptions = {}): Promise<TestLivekit> {
  return startBase(options);
}

/** The whole: LiveKit server, backend and worker as processes of their own; ready when it returns. */
export async function startTestStack(options: TestEnvOptions = {}): Promise<TestStack> {
  const base = await startBase(options);
  const { env, variables, keeper, stops } = base;
  copyStoreTo(env.BATON_DATA_DIR);
  const service = (run: typeof startBackend) => {
    const signal = AbortSignal.timeout(START_LIMIT_MS);
    return run({ root: ROOT, env, variables, keeper, signal });
  };
  const running: Partial<Record<Part, Service>> = {};
  const restart = async (name: Part): Promise<void> => {
    running[name] = await service(STARTS[name]);
  };
  stops.add('backend', async () => running.backend?.stop());
  stops.add('worker', async () => running.worker?.stop());
  stops.add('gateway', async () => running.gateway?.stop());
  try {
    await restart('backend');
    await restart('worker');
    if (env.BATON_GATEWAY_KEYS.length > 0) await restart('gateway');
  } catch (fault) {
    const logs = base.logs();
    await base.stop();
    throw new Error(`The stack under test did not start.\n${logs}`, { cause: fault });
  }
  return {
    ...base,
    url: `http://127.0.0.1:${String(env.BATON_PORT)}`,
    serviceKey: serviceKey(env),
    operatorToken: operatorToken(env),
    killBackend: async () => running.backend?.kill(),
    restartBackend: () => restart('backend'),
    killWorker: async () => running.worker?.kill(),
    restartWorker: () => restart('worker'),
    stopGateway: async () => running.gateway?.stop(),
    firstWorker: () => testWorker(running.worker),
    anotherWorker: async () => {
      const port = await freePort();
      const more = { ...variables, BATON_WORKER_PORT: String(port) };
      const signal = AbortSignal.timeout(START_LIMIT_MS);
      const options = { root: ROOT, env: readEnv(more), variables: more, keeper, signal };
      const started = await startWorker(options);
      stops.add('another worker', started.stop);
      return testWorker(started);
    },
  };
}

function testWorker(service: Service | undefined): TestWorker {
  if (!service) throw new Error('That worker was not started.');
  const { child, kill } = service;
  return {
    pid: child.pid,
    kill,
    terminate: () => process.kill(child.pid, 'SIGTERM'),
  };
}

async function startBase(options: TestEnvOptions): Promise<Base> {
  const variables = await testVariables(options);
  const env = readEnv(variables);
  const signal = AbortSignal.timeout(START_LIMIT_MS);
  const say = (): void => undefined;
  const by = await readyLivekit({ signal, say });
  const [keeper, stops] = [startKeeper(), new StopList()];
  stops.add('keeper', keeper.stop);
  stops.add('data directory', () => {
    rmSync(env.BATON_DATA_DIR, { recursive: true, force: true, maxRetries: 3 });
    return Promise.resolve();
  });
  const udp = await freeUdpRange();
  let redis = '';
  if (options.sip) {
    const [path, port] = [await readyRedis({ signal, say }), await freePort()];
    const dataDir = env.BATON_DATA_DIR;
    const server = await startRedis({ path, port, dataDir, keeper, signal });
    stops.add('redis', server.stop);
    redis = server.address;
  }
  const livekit = { root: ROOT, env, by, keeper, signal, udp, redis };
  const { access, server } = await ownLivekit(livekit);
  stops.add('livekit', server.stop);
  const backend = options.env?.['BATON_BACKEND_URL'] ?? backendUrl(env);
  const more = { ...livekitVariables(access), BATON_BACKEND_URL: backend };
  const log = (name: LogName): string => readLog(env, name);
  return {
    access,
    env,
    redis,
    variables: { ...variables, ...more },
    keeper,
    stops,
    signal,
    log,
    logs: () => LOGS.map((name) => `── ${name}.log ──\n${lastPart(log(name))}`).join('\n'),
    stop: () => stops.stopAll(),
  };
}

function readLog(env: Env, name: LogName): string {
  try {
    return readFileSync(join(env.BATON_DATA_DIR, 'log', `${name}.log`), 'utf8');
  } catch {
    return '';
  }
}

function lastPart(text: string): string {
  return text.trimEnd().split('\n').slice(-80).join('\n');
}
