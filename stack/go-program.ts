import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inherited } from '../config/env.ts';
import { timeLimit } from '../config/time-limit.ts';
import type { Building } from './livekit-build.ts';
import { builtLivekit } from './livekit-source.ts';
import { takeLock } from './owner-lock.ts';
import { findProgram, isProgram, runProgram } from './program.ts';
import { StepFailure } from './step-failure.ts';

const LIMIT_MS = 15 * 60_000;

/** A program of ours in Go. */
export interface GoProgram {
  /** Of the file. */
  readonly name: string;
  /** As it is called in a sentence, its article before it. */
  readonly called: string;
  /** The folder of its module, which holds nothing else. */
  readonly sources: string;
}

/** The program's path; built by Go where its sources are new. Throws StepFailure. */
export async function readyGoProgram(made: GoProgram, building: Building): Promise<string> {
  const program = await placeOf(made);
  if (isProgram(program)) return program;
  await mkdir(dirname(program), { recursive: true });
  const signal = timeLimit(LIMIT_MS, building.signal);
  for (;;) {
    const lock = await takeLock(program, `process ${process.pid}`);
    if (lock.held) {
      try {
        if (!isProgram(program)) await goBuild(made, program, { ...building, signal });
        return program;
      } finally {
        await lock.release();
      }
    }
    await lock.gone(signal);
  }
}

/** In the folder of the LiveKit server that is built here; one place for each state of the sources. */
async function placeOf({ name, sources }: GoProgram): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of (await readdir(sources)).sort()) {
    hash.update(`\0${file}\0`).update(await readFile(join(sources, file)));
  }
  const cache = dirname(dirname(builtLivekit()));
  return join(cache, `${name}-${hash.digest('hex').slice(0, 16)}`, name);
}

async function goBuild(
  { name, called, sources }: GoProgram,
  program: string,
  { signal, say }: Building,
): Promise<void> {
  const go = findProgram('go', ['/usr/local/go/bin', '/opt/homebrew/bin']);
  if (!go) throw failed(`There is no Go for ${called}.`);
  say(`building ${called} by Go: once, a minute or more`);
  // Beside its place, so that the rename stays on one file system and is atomic.
  const folder = await mkdtemp(join(dirname(program), 'building-'));
  try {
    const part = join(folder, name);
    const { code, output } = await runProgram(go, ['build', '-o', part, '.'], {
      signal,
      cwd: sources,
      env: { ...inherited(), CGO_ENABLED: '0' },
    });
    signal.throwIfAborted();
    const last = output.trimEnd().split('\n').slice(-8).join('\n');
    if (code !== 0) throw failed(`go build of ${called} failed:\n${last}`);
    await rename(part, program);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function failed(what: string): StepFailure {
  return new StepFailure(what, 'install Go 1.21 or newer with a way to its module proxy');
}
