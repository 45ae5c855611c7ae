import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aptInstall, type Installing } from './apt-install.ts';
import { findProgram } from './program.ts';
import { StepFailure } from './step-failure.ts';

/** Where Debian puts what only Postgres itself calls. */
const DEBIAN = '/usr/lib/postgresql';

/** Finds the folder of Postgres's programs, or installs Debian's where we may. Throws StepFailure. */
export async function readyPostgres(installing: Installing): Promise<string> {
  const found = programs();
  if (found) return found;
  const apt = findProgram('apt-get');
  if (apt && process.getuid?.() === 0) {
    await aptInstall(apt, 'postgresql', nextStep(), installing);
  }
  const installed = programs();
  if (installed) return installed;
  throw new StepFailure('There is no Postgres for the tests of the store.', nextStep());
}

function programs(): string | null {
  const found = findProgram('initdb', debianFolders());
  return found && dirname(found);
}

/** The newest first. */
function debianFolders(): string[] {
  try {
    const versions = readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one));
    return versions.map((version) => join(DEBIAN, version, 'bin'));
  } catch {
    return [];
  }
}

function nextStep(): string {
  const how =
    process.platform === 'darwin'
      ? 'brew install postgresql'
      : 'as root: apt-get install postgresql';
  return `${how}; then run the same command again`;
}
