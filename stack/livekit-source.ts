import { timeLimit } from '../config/time-limit.ts';
import { inherited } from '../config/env.ts';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram, isProgram, runProgram } from './program.ts';
import { StepFailure } from './step-failure.ts';

export const LIVEKIT_VERSION = '1.13.5';
/** The first Go that fetches the toolchain a module asks for by itself. */
const GO_NEEDED = [1, 21] as const;
const ASK_LIMIT_MS = 5_000;

export interface MachineFacts {
  /** `livekit-server` on PATH. */
  readonly installed: string | null;
  /** The binary that an earlier start built. */
  readonly built: string | null;
  /** The docker program, where an engine answers it. */
  readonly docker: string | null;
  readonly go: string | null;
  /** "1.26.8", null where there is no Go. */
  readonly goVersion: string | null;
  readonly platform: NodeJS.Platform;
}

export type LivekitSource =
  | { readonly kind: 'binary'; readonly path: string; readonly because: string }
  | { readonly kind: 'docker'; readonly path: string; readonly because: string }
  | { readonly kind: 'build'; readonly go: string; readonly because: string };

/** Which LiveKit server this machine can run. Throws StepFailure where there is no way. */
export function chooseLivekit(facts: MachineFacts): LivekitSource {
  const { installed, built, docker, go } = facts;
  if (installed) return { kind: 'binary', path: installed, because: 'livekit-server is on PATH' };
  if (built) return { kind: 'binary', path: built, because: 'built by an earlier start' };
  if (docker) return { kind: 'docker', path: docker, because: 'a Docker engine answers' };
  if (go && newEnough(facts.goVersion)) {
    return { kind: 'build', go, because: 'there is Go and no Docker engine' };
  }
  throw nothingHere(facts);
}

function nothingHere({ platform, goVersion }: MachineFacts): StepFailure {
  const found = goVersion
    ? `the Go that is here (${goVersion}) is older than ${GO_NEEDED.join('.')}`
    : 'no Go';
  const install =
    platform === 'darwin'
      ? 'brew install livekit'
      : `install Docker, or Go ${GO_NEEDED.join('.')} or newer, or put a livekit-server on PATH`;
  return new StepFailure(
    `There is no LiveKit server: no livekit-server on PATH, no Docker engine that answers, and ${found}.`,
    `${install}; then run the same command again. Or use a server you have: LIVEKIT_URL=… LIVEKIT_API_KEY=… LIVEKIT_API_SECRET=… npm start`,
  );
}

function newEnough(version: string | null): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major > GO_NEEDED[0] || (major === GO_NEEDED[0] && minor >= GO_NEEDED[1]);
}

/** Looks around on this machine; asks Docker only where nothing better was found. */
export async function lookAround(signal: AbortSignal): Promise<MachineFacts> {
  const installed = findProgram('livekit-server');
  const built = isProgram(builtLivekit()) ? builtLivekit() : null;
  const nothing = { docker: null, go: null, goVersion: null };
  const more = installed || built ? nothing : await askForTools(signal);
  return { installed, built, platform: process.platform, ...more };
}

async function askForTools(
  signal: AbortSignal,
): Promise<Pick<MachineFacts, 'docker' | 'go' | 'goVersion'>> {
  const docker = findProgram('docker');
  const go = findProgram('go', ['/usr/local/go/bin', '/opt/homebrew/bin']);
  const [engine, version] = await Promise.all([
    docker && answer(docker, ['info', '--format', '{{.ServerVersion}}'], signal),
    go && answer(go, ['env', 'GOVERSION'], signal),
  ]);
  const goVersion = version?.replace(/^go/, '') ?? null;
  return { docker: engine ? docker : null, go, goVersion };
}

async function answer(
  program: string,
  args: string[],
  signal: AbortSignal,
): Promise<string | null> {
  const limit = timeLimit(ASK_LIMIT_MS, signal);
  const { code, output } = await runProgram(program, args, { signal: limit });
  return code === 0 && output.trim() !== '' ? output.trim() : null;
}

/** Where a server that Baton built is kept: outside the work tree, one folder a version. */
export function builtLivekit(): string {
  const cache = inherited()['XDG_CACHE_HOME'] ?? '';
  const base = cache === '' ? join(homedir(), '.cache') : cache;
  return join(base, 'baton', `livekit-server-${LIVEKIT_VERSION}`, 'livekit-server');
}
