import { timeLimit } from '../config/time-limit.ts';
import { inherited } from '../config/env.ts';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtLivekit, LIVEKIT_VERSION } from './livekit-source.ts';
import { takeLock } from './owner-lock.ts';
import { isProgram, runProgram } from './program.ts';
import { StepFailure } from './step-failure.ts';

const MODULE = `github.com/livekit/livekit-server/cmd/server@v${LIVEKIT_VERSION}`;
const LIMIT_MS = 30 * 60_000;
const NOTE_EVERY_MS = 15_000;

export interface Building {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Builds the server by Go into the cache and returns its path; waits where another one builds. */
export async function buildLivekit(go: string, { signal, say }: Building): Promise<string> {
  const binary = builtLivekit();
  await mkdir(dirname(binary), { recursive: true });
  const limit = timeLimit(LIMIT_MS, signal);
  for (;;) {
    const lock = await takeLock(binary, `process ${process.pid}`);
    if (lock.held) {
      try {
        if (!isProgram(binary)) await goInstall(go, binary, { signal: limit, say });
        return binary;
      } finally {
        await lock.release();
      }
    }
    say(`waiting for another build of the same server (${lock.owner})`);
    await lock.gone(limit);
  }
}

async function goInstall(go: string, binary: string, { signal, say }: Building): Promise<void> {
  // Beside its place, so that the rename stays on one file system and is atomic.
  const folder = await mkdtemp(join(dirname(binary), 'building-'));
  const progress = reportProgress(say);
  try {
    const env = { ...inherited(), CGO_ENABLED: '0', GOBIN: folder };
    const onLine = progress.count;
    const ran = await runProgram(go, ['install', '-v', MODULE], {
      signal,
      env,
      cwd: folder,
      onLine,
    });
    signal.throwIfAborted();
    if (ran.code !== 0) throw buildFailed(ran.output);
    await rename(join(folder, 'server'), binary);
  } finally {
    progress.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** `go install -v` prints a line for each module it fetches and each package it compiled. */
function reportProgress(say: (line: string) => void): { count: () => void; stop: () => void } {
  const since = Date.now();
  let lines = 0;
  say('building the LiveKit server by Go: once, about three minutes');
  const timer = setInterval(() => {
    const elapsed_s = Math.round((Date.now() - since) / 1000);
    say(`building the LiveKit server: ${elapsed_s} s, ${lines} modules and packages`);
  }, NOTE_EVERY_MS);
  return {
    count: () => {
      lines += 1;
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

function buildFailed(output: string): StepFailure {
  const last = output.trimEnd().split('\n').slice(-8).join('\n');
  return new StepFailure(
    `go install of the LiveKit server failed:\n${last}`,
    'see the message above (most often: no way to the Go module proxy, or GOTOOLCHAIN=local with an older Go); or put a livekit-server on PATH',
  );
}
