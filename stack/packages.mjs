import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NEEDED = [20, 19];
const NOTE_EVERY_MS = 15_000;

/** True where `version` ("20.20.2") can run Baton. */
export function nodeIsNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/**
 * Compares package-lock.json with what npm noted in node_modules. Content decides, not the time
 * of the files, so that a checkout alone does not reinstall everything. An optional package may
 * be absent (another platform, or left out on purpose) unless the lock file changed since.
 */
export function packagesAreFresh(lock, installed, lockIsNewer) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || wanted.link) return true;
    const found = installed.packages[path];
    if (!found) return (wanted.optional || wanted.devOptional) && !lockIsNewer;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** Ends the process with a sentence where Node is too old. */
function requireNode() {
  if (nodeIsNewEnough(process.versions.node)) return;
  console.error(
    `Baton needs Node ${NEEDED.join('.')} or newer; this is ${process.versions.node}.\n` +
      'Next: install a newer Node (20, 22 or 24 all work), then run the same command again.',
  );
  process.exit(1);
}

/** Makes this checkout able to run TypeScript, from its root. Returns the root. */
export async function readyCheckout() {
  requireNode();
  const root = dirname(import.meta.dirname);
  process.chdir(root);
  await readyPackages(root);
  const { register } = await import('tsx/esm/api');
  register();
  return root;
}

/** Runs `npm ci` where node_modules is missing or does not match the lock file. */
async function readyPackages(root) {
  if (alreadyFresh(root)) return;
  console.log('Installing the npm packages (npm ci) …');
  const code = await npmCi(root);
  if (code === 0) return;
  console.error(`npm ci ended with ${code}.\nNext: see its message above, then run it again.`);
  process.exit(1);
}

function alreadyFresh(root) {
  const lockFile = join(root, 'package-lock.json');
  const noted = join(root, 'node_modules', '.package-lock.json');
  try {
    const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
    const lockIsNewer = statSync(lockFile).mtimeMs > statSync(noted).mtimeMs;
    return packagesAreFresh(read(lockFile), read(noted), lockIsNewer);
  } catch {
    return false;
  }
}

function npmCi(root) {
  // npm inside npm: the running npm's own file, so that the same version does both.
  const own = process.env.npm_execpath ?? '';
  const [command, first] = own.endsWith('npm-cli.js') ? [process.execPath, [own]] : ['npm', []];
  const args = [...first, 'ci', '--include=dev', '--include=optional'];
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
  const since = Date.now();
  const note = setInterval(() => {
    console.log(`  still installing, ${Math.round((Date.now() - since) / 1000)} s`);
  }, NOTE_EVERY_MS);
  const forward = (signal) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve) => {
    const done = (code) => {
      clearInterval(note);
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? 1);
    };
    child.once('exit', done).once('error', (error) => {
      console.error(error.message);
      done(1);
    });
  });
}
