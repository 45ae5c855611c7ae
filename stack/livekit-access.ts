import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reachableHost, ownLivekitUrl, type Env } from '../config/env.ts';
import { buildLivekit, type Building } from './livekit-build.ts';
import { livekitConfig } from './livekit-config.ts';
import { LIVEKIT_KEY, livekitSecret } from './livekit-secret.ts';
import { startLivekit, type LivekitServer } from './livekit-server.ts';
import { chooseLivekit, lookAround } from './livekit-source.ts';
import type { Keeper } from './keeper.ts';
import { StepFailure } from './step-failure.ts';
import { untilReachable } from './until-answers.ts';

const REACH_LIMIT_MS = 15_000;

/** What every process that talks to LiveKit needs. */
export interface LivekitAccess {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
}

export interface LivekitOfMachine {
  readonly kind: 'binary' | 'docker';
  readonly path: string;
  readonly because: string;
}

/** A LiveKit server this machine can run now; builds one where that is the way. */
export async function readyLivekit(building: Building): Promise<LivekitOfMachine> {
  const source = chooseLivekit(await lookAround(building.signal));
  if (source.kind !== 'build') return source;
  const path = await buildLivekit(source.go, building);
  return { kind: 'binary', path, because: 'built by Go' };
}

/** The server that LIVEKIT_URL names. Throws StepFailure where nothing answers there. */
export async function givenLivekit(env: Env, signal: AbortSignal): Promise<LivekitAccess> {
  const { LIVEKIT_URL: url = '', LIVEKIT_API_KEY: key = '', LIVEKIT_API_SECRET: secret = '' } = env;
  const page = url.replace(/^ws/, 'http');
  if (await untilReachable(page, { signal, limit_ms: REACH_LIMIT_MS })) return { url, key, secret };
  throw new StepFailure(
    `Nothing answers at LIVEKIT_URL (${url}).`,
    'start that server or correct the address; or unset LIVEKIT_URL, and a server is started here',
  );
}

export interface OwnLivekit {
  readonly root: string;
  readonly env: Env;
  readonly by: LivekitOfMachine;
  readonly keeper: Keeper;
  readonly signal: AbortSignal;
  /** Given by tests, so that two servers on one machine do not meet. */
  readonly udp?: { readonly from: number; readonly to: number };
  /** `host:port` of a Redis, without which the server has no telephone calls. */
  readonly redis?: string;
}

/** Starts a server of our own on BATON_LIVEKIT_PORT with a secret made at first start. */
export async function ownLivekit(
  start: OwnLivekit,
): Promise<{ access: LivekitAccess; server: LivekitServer }> {
  const { env, by, keeper, signal, udp, redis } = start;
  const port = env.BATON_LIVEKIT_PORT;
  const dataDir = resolve(start.root, env.BATON_DATA_DIR);
  const secret = livekitSecret(dataDir);
  const bridged = by.kind === 'docker' && process.platform !== 'linux';
  const config = livekitConfig(readFileSync(join(start.root, 'livekit.yaml'), 'utf8'), {
    port,
    key: LIVEKIT_KEY,
    secret,
    placement: bridged ? 'bridged' : 'host',
    backend: { host: reachableHost(env), port: env.BATON_PORT },
    ...(udp && { udp }),
    ...(redis && { redis }),
  });
  const server = await startLivekit({ by, config, port, dataDir, keeper, signal });
  return { access: { url: ownLivekitUrl(env), key: LIVEKIT_KEY, secret }, server };
}

/** The environment of a child that talks to LiveKit. */
export function livekitVariables({ url, key, secret }: LivekitAccess): Record<string, string> {
  return { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret };
}
