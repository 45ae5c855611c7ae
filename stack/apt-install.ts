import { timeLimit } from '../config/time-limit.ts';
import { inherited } from '../config/env.ts';
import { runProgram } from './program.ts';
import { StepFailure } from './step-failure.ts';

const INSTALL_LIMIT_MS = 15 * 60_000;

/** A new machine may be updating itself. */
const WAITING = ['-o', 'DPkg::Lock::Timeout=300'];

export interface Installing {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Installs one of Debian's packages. Throws StepFailure with its last lines and the `next` step. */
export async function aptInstall(
  apt: string,
  name: string,
  next: string,
  { signal, say }: Installing,
): Promise<void> {
  const limit = timeLimit(INSTALL_LIMIT_MS, signal);
  const env = { ...inherited(), DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [['update'], ['install', '--yes', '--no-install-recommends', name]];
  for (const args of steps) {
    say(`apt-get ${args.join(' ')}`);
    const { code, output } = await runProgram(apt, ['--quiet', ...WAITING, ...args], {
      signal: limit,
      env,
    });
    signal.throwIfAborted();
    if (code === 0) continue;
    const last = output.trimEnd().split('\n').slice(-8).join('\n');
    throw new StepFailure(`apt-get ${args.join(' ')} failed:\n${last}`, next);
  }
}
