import { chromium } from 'playwright-core';
import { aptInstall, type Installing } from './apt-install.ts';
import { findProgram, isProgram } from './program.ts';
import { StepFailure } from './step-failure.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES_OF_MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

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
  await aptInstall(apt, 'chromium', noChromium().next, installing);
  return findChromium() ?? fail(noChromium());
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
