import { inherited } from '../config/env.ts';
import { chromium } from 'playwright-core';
import { findProgram, isProgram, runProgram } from './program.ts';
import { StepFailure } from './step-failure.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES_OF_MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const INSTALL_LIMIT_MS = 15 * 60_000;

export interface Installing {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** A Chromium on this machine: on PATH, at macOS's places, or one that Playwright fetched. */
export function findChromium(): string | null {
  const onPath = NAMES.map((name) => findProgram(name)).find((path) => path !== null);
  return onPath ?? [...PLACES_OF_MACOS, playwrightsOwn()].find(isProgram) ?? null;
}

function playwrightsOwn(): string {
  try {
    return chromium.executablePath();
  } catch {
    return '';
  }
}

/** Finds Chromium, or installs Debian's where we may. Throws StepFailure. */
export async function readyChromium(installing: Installing): Promise<string> {
  const found = findChromium();
  if (found) return found;
  const apt = findProgram('apt-get');
  if (!apt || process.getuid?.() !== 0) throw noChromium();
  await aptInstall(apt, installing);
  return findChromium() ?? fail(noChromium());
}

async function aptInstall(apt: string, { signal, say }: Installing): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(INSTALL_LIMIT_MS)]);
  const env = { ...inherited(), DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']];
  for (const args of steps) {
    say(`apt-get ${args.join(' ')}`);
    const { code, output } = await runProgram(apt, ['--quiet', ...args], { signal: limit, env });
    signal.throwIfAborted();
    if (code !== 0) {
      const last = output.trimEnd().split('\n').slice(-8).join('\n');
      throw new StepFailure(`apt-get ${args.join(' ')} failed:\n${last}`, noChromium().next);
    }
  }
}

function noChromium(): StepFailure {
  const next =
    process.platform === 'darwin'
      ? 'install Google Chrome or Chromium (brew install --cask chromium), then run npm test again'
      : 'as root: apt-get install chromium (or install Google Chrome), then run npm test again';
  return new StepFailure('There is no Chromium for the tests in a real browser.', next);
}

function fail(fault: Error): never {
  throw fault;
}
