import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timeLimit } from '../../config/time-limit.ts';
import { inherited } from '../../config/env.ts';
import { builtLivekit } from '../../stack/livekit-source.ts';
import { takeLock } from '../../stack/owner-lock.ts';
import { findProgram, isProgram, runProgram } from '../../stack/program.ts';
import { StepFailure } from '../../stack/step-failure.ts';

const SOURCES = fileURLToPath(new URL('./node', import.meta.url));
const LIMIT_MS = 15 * 60_000;

interface Building {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** The line's SIP node as a program, built by Go where its sources are new. Throws StepFailure. */
export async function readyLineNode(building: Building): Promise<string> {
  const program = await placeOfNode();
  if (isProgram(program)) return program;
  await mkdir(dirname(program), { recursive: true });
  const signal = timeLimit(LIMIT_MS, building.signal);
  for (;;) {
    const lock = await takeLock(program, `process ${process.pid}`);
    if (lock.held) {
      try {
        if (!isProgram(program)) await goBuild(program, { ...building, signal });
        return program;
      } finally {
        await lock.release();
      }
    }
    await lock.gone(signal);
  }
}

/** In the folder of the LiveKit server that is built here; one place for each state of the sources. */
async function placeOfNode(): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const name of (await readdir(SOURCES)).sort()) {
    hash.update(`\0${name}\0`).update(await readFile(join(SOURCES, name)));
  }
  const cache = dirname(dirname(builtLivekit()));
  return join(cache, `line-node-${hash.digest('hex').slice(0, 16)}`, 'line-node');
}

async function goBuild(program: string, { signal, say }: Building): Promise<void> {
  const go = findProgram('go', ['/usr/local/go/bin', '/opt/homebrew/bin']);
  if (!go) throw failed('There is no Go for the telephone line of the tests.');
  say('building the SIP node of the telephone line by Go: once, about a minute');
  // Beside its place, so that the rename stays on one file system and is atomic.
  const folder = await mkdtemp(join(dirname(program), 'building-'));
  try {
    const part = join(folder, 'line-node');
    const { code, output } = await runProgram(go, ['build', '-o', part, '.'], {
      signal,
      cwd: SOURCES,
      env: { ...inherited(), CGO_ENABLED: '0' },
    });
    signal.throwIfAborted();
    const last = output.trimEnd().split('\n').slice(-8).join('\n');
    if (code !== 0) throw failed(`go build of the telephone line's SIP node failed:\n${last}`);
    await rename(part, program);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function failed(what: string): StepFailure {
  return new StepFailure(what, 'install Go 1.21 or newer with a way to its module proxy');
}
