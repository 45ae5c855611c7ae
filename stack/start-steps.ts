import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ListrTask } from 'listr2';
import { inherited, backendUrl, ownLivekitUrl, type Env } from '../config/env.ts';
import { consolePassword, serviceKey } from '../config/keys.ts';
import type { Child } from './child.ts';
import type { Keeper } from './keeper.ts';
import { givenLivekit, livekitVariables, ownLivekit, readyLivekit } from './livekit-access.ts';
import type { LivekitAccess, LivekitOfMachine } from './livekit-access.ts';
import { takeLock } from './owner-lock.ts';
import { requireFreePorts, type WantedPort } from './ports.ts';
import {
  startBackend,
  startGateway,
  startWorker,
  type Service,
  type ServiceStart,
} from './services.ts';
import { readySpeech } from './speech-models.ts';
import { StepFailure } from './step-failure.ts';
import type { StopList } from './stop-list.ts';
import { buildWeb, webIsStale } from './web-build.ts';

/** What the steps share; each adds what it brought up. */
export interface Start {
  readonly root: string;
  readonly env: Env;
  readonly keeper: Keeper;
  readonly stops: StopList;
  readonly signal: AbortSignal;
  /** Processes whose end ends the whole. */
  readonly children: Child[];
  livekit?: LivekitAccess;
}
type Step = ListrTask<Start>;

/** The steps of `npm start`, in the order in which they depend on each other. */
export function startSteps(env: Env): Step[] {
  const own = env.LIVEKIT_URL === undefined;
  return [
    { title: 'One owner of the data directory', task: takeOwnership },
    { title: 'Ports', task: ({ env }) => requireFreePorts(portsOf(env)) },
    own
      ? { title: 'LiveKit server', task: (start, task) => bringLivekit(start, task) }
      : { title: `LiveKit at ${env.LIVEKIT_URL ?? ''}`, task: useGivenLivekit },
    { title: 'Speech', task: bringSpeech },
    { title: 'Page', task: bringPage },
    {
      title: 'Backend and worker',
      task: (start) => bringServices(start, [startBackend, startWorker]),
    },
    // Who calls before a worker is registered is passed on to nobody, for good.
    ...(hasGateway(env)
      ? [
          {
            title: 'Telephony gateway',
            task: (start: Start) => bringServices(start, [startGateway]),
          },
        ]
      : []),
  ];
}

type StartService = (service: ServiceStart) => Promise<Service>;

/** Without keys nobody could connect, so there is none. */
export function hasGateway({ BATON_GATEWAY_KEYS: keys }: Env): boolean {
  return keys.length > 0;
}

async function takeOwnership({ root, env, stops }: Start): Promise<void> {
  const dataDir = resolve(root, env.BATON_DATA_DIR);
  mkdirSync(dataDir, { recursive: true });
  const facts = `process ${process.pid}, ${backendUrl(env)}`;
  const lock = await takeLock(`${realpathSync(dataDir)}/start`, facts);
  if (!lock.held) {
    throw new StepFailure(
      `Baton already runs here (${lock.owner || 'its owner does not answer'}).`,
      'use that one or stop it (Ctrl-C where it runs); a second one needs its own BATON_DATA_DIR, BATON_PORT, BATON_WORKER_PORT and BATON_LIVEKIT_PORT',
    );
  }
  stops.add('the lock', lock.release);
}

function portsOf(env: Env): WantedPort[] {
  const { BATON_HOST: host } = env;
  const backend: WantedPort = {
    ...{ port: env.BATON_PORT, host, variable: 'BATON_PORT' },
    role: 'the page and the backend',
  };
  const worker: WantedPort = {
    ...{ port: env.BATON_WORKER_PORT, host, variable: 'BATON_WORKER_PORT' },
    role: "the worker's health",
  };
  const gateway: WantedPort = {
    ...{ port: env.BATON_GATEWAY_PORT, host, variable: 'BATON_GATEWAY_PORT' },
    role: 'the telephony gateway',
  };
  const livekit: WantedPort = {
    ...{ port: env.BATON_LIVEKIT_PORT, host: '127.0.0.1', variable: 'BATON_LIVEKIT_PORT' },
    role: 'LiveKit',
    otherwise: `Or use the LiveKit server that runs there: LIVEKIT_URL=${ownLivekitUrl(env)} LIVEKIT_API_KEY=… LIVEKIT_API_SECRET=… npm start`,
  };
  return [
    ...[backend, worker],
    ...(hasGateway(env) ? [gateway] : []),
    ...(env.LIVEKIT_URL ? [] : [livekit]),
  ];
}

type Task = Parameters<Step['task']>[1];

async function bringLivekit(start: Start, task: Task): Promise<void> {
  const say = (line: string): void => {
    task.output = line;
  };
  const by: LivekitOfMachine = await readyLivekit({ signal: start.signal, say });
  const { access, server } = await ownLivekit({ ...start, by });
  start.stops.add('the LiveKit server', server.stop);
  start.children.push(server.child);
  start.livekit = access;
  task.title = `LiveKit server at ${access.url} (${by.because})`;
}

async function useGivenLivekit(start: Start, task: Task): Promise<void> {
  start.livekit = await givenLivekit(start.env, start.signal);
  task.title += ' (LIVEKIT_URL): answers';
}

async function bringSpeech({ env, signal }: Start, task: Task): Promise<void> {
  signal.throwIfAborted();
  const chosen = await readySpeech(env, (line) => {
    task.output = line;
  });
  task.title = `Speech: ${chosen}`;
}

async function bringPage({ root, signal }: Start, task: Task): Promise<void> {
  signal.throwIfAborted();
  const stale = webIsStale(root);
  if (stale) await buildWeb(root);
  task.title = stale ? 'Page: built' : 'Page: up to date';
}

/**
 * Side by side: neither needs the other to start. They are stopped from the last to the first,
 * whichever was ready first: the backend takes in what the others say at their end.
 */
async function bringServices(start: Start, services: readonly StartService[]): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([start.signal, failed.signal]);
  const brought = await Promise.all(
    services.map((run) =>
      bringService({ ...start, signal }, run).catch((fault: unknown) => {
        // The first one says why; what is given up because of it has nothing to add.
        failed.abort(fault);
      }),
    ),
  );
  for (const service of brought) {
    if (!service) continue;
    start.stops.add(`the ${service.child.name}`, service.stop);
    start.children.push(service.child);
  }
  failed.signal.throwIfAborted();
}

async function bringService(start: Start, run: StartService): Promise<Service> {
  const { livekit, env } = start;
  if (!livekit) throw new Error('LiveKit comes before the services');
  const variables = {
    ...inherited(),
    ...livekitVariables(livekit),
    BATON_BACKEND_URL: backendUrl(env),
    AGENT_STACK_TOKEN_SECRET: serviceKey(env),
    // All of it is stopped together: there is nobody to go on with a call.
    BATON_DRAIN_S: inherited()['BATON_DRAIN_S'] ?? '1',
    ...(run === startBackend && !hasOperators(start)
      ? { BATON_CONSOLE_PASSWORD: consolePassword(env) }
      : {}),
  };
  return run({ ...start, variables });
}

/** Where there are none, `admin` can sign in with a password that is made here. */
export function hasOperators({ root, env }: Pick<Start, 'root' | 'env'>): boolean {
  return existsSync(resolve(root, env.BATON_OPERATORS_FILE));
}
