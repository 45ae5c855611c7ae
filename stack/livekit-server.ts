import { inherited } from '../config/env.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startChild, type Child } from './child.ts';
import type { Keeper } from './keeper.ts';
import { udpPorts } from './livekit-config.ts';
import { LIVEKIT_VERSION } from './livekit-source.ts';
import { runProgram } from './program.ts';
import { untilReady } from './until-ready.ts';

const STOP_GRACE_MS = 8_000;
const READY_LIMIT_MS = 60_000;
/** A first start by Docker pulls the image. */
const DOCKER_READY_LIMIT_MS = 10 * 60_000;

export interface LivekitStart {
  readonly by: { readonly kind: 'binary' | 'docker'; readonly path: string };
  /** The whole configuration; it holds the secret, so it is written for its owner only. */
  readonly config: string;
  readonly port: number;
  /** Folder of the configuration; the log goes into `log/` below it. */
  readonly dataDir: string;
  readonly keeper: Keeper;
  readonly signal: AbortSignal;
}

export interface LivekitServer {
  readonly child: Child;
  readonly stop: () => Promise<void>;
}

/** Starts a LiveKit server and waits until it answers. Throws StepFailure with its last lines. */
export async function startLivekit(start: LivekitStart): Promise<LivekitServer> {
  const file = join(start.dataDir, 'livekit.yaml');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, start.config, { mode: 0o600 });
  const container = `baton-livekit-${process.pid}-${start.port}`;
  const docker = start.by.kind === 'docker';
  const child = await startChild({
    name: 'LiveKit server',
    command: start.by.path,
    args: docker ? dockerArgs(container, file, start) : ['--config', file],
    env: inherited(),
    cwd: start.dataDir,
    log: join(start.dataDir, 'log', 'livekit.log'),
    keeper: start.keeper,
  });
  const stop = async (): Promise<void> => {
    await child.stop(STOP_GRACE_MS);
    if (docker) await removeContainer(start.by.path, container);
  };
  try {
    const limit_ms = docker ? DOCKER_READY_LIMIT_MS : READY_LIMIT_MS;
    await untilReady(child, `http://127.0.0.1:${start.port}/`, { signal: start.signal, limit_ms });
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { child, stop };
}

/** Linux shares the host's network; elsewhere the engine is a virtual machine: publish the ports. */
export function dockerArgs(
  container: string,
  file: string,
  { port, config }: Pick<LivekitStart, 'port' | 'config'>,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const { from, to } = udpPorts(config);
  const published = [`${port}:${port}`, `${from}-${to}:${from}-${to}/udp`];
  const network =
    platform === 'linux'
      ? ['--network', 'host']
      : published.flatMap((range) => ['--publish', `127.0.0.1:${range}`]);
  return [
    ...['run', '--rm', '--name', container, ...network],
    ...['--volume', `${file}:/livekit.yaml:ro`],
    ...[`livekit/livekit-server:v${LIVEKIT_VERSION}`, '--config', '/livekit.yaml'],
  ];
}

/** A killed docker client leaves its container running. */
async function removeContainer(docker: string, container: string): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  await runProgram(docker, ['rm', '--force', container], { signal });
}
