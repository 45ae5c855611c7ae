import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { openEmbedded } from '../../backend/store/embedded.ts';
import { createLog } from '../../config/log.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** How the tests' processes are told where it is. */
const VARIABLE = 'BATON_TEST_STORE';
const IN_MEMORY = 'memory.tar';
const OLD_MS = 24 * 3_600_000;

/**
 * Once before all tests: a new store, with its tables. To make one takes seconds of the processor, and
 * hundreds of tests want one; to copy it takes little. It is kept for as long as the store's code is the same.
 */
export default async function setup(): Promise<void> {
  const cache = join(ROOT, 'node_modules', '.cache', 'baton');
  const dir = join(cache, `store-${hashOfStore()}`);
  if (!existsSync(dir)) await make(cache, dir);
  process.env[VARIABLE] = dir;
}

/** Puts a store with its tables, and nothing in them, into a data directory that has none. */
export function copyStoreTo(dataDir: string): void {
  const template = process.env[VARIABLE];
  if (template === undefined) return;
  cpSync(join(template, 'store'), join(dataDir, 'store'), {
    ...{ recursive: true, force: false, errorOnExist: true },
  });
}

/** A store in memory, with its tables. */
export function storeInMemory(): Promise<PGlite> {
  const template = process.env[VARIABLE];
  if (template === undefined) return PGlite.create();
  return PGlite.create({ loadDataDir: new Blob([readFileSync(join(template, IN_MEMORY))]) });
}

/** Aside, and renamed when whole: two runs may want it at once. */
async function make(cache: string, dir: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(join(cache, 'making-'));
  const { store } = await openEmbedded(making, createLog('test', 'silent'));
  await store.close();
  const copy = join(making, 'copy');
  cpSync(join(making, 'store'), copy, { recursive: true });
  const pglite = await PGlite.create(copy);
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  rmSync(copy, { recursive: true });
  writeFileSync(join(making, IN_MEMORY), Buffer.from(await dump.arrayBuffer()));
  try {
    renameSync(making, dir);
  } catch (fault) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(dir)) throw fault;
  }
  removeOld(cache);
}

/** Of code that has changed since; one that is younger may be another run's. */
function removeOld(cache: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (statSync(path).mtimeMs < Date.now() - OLD_MS)
      rmSync(path, { recursive: true, force: true });
  }
}

/** Of all that decides what a new store is. */
function hashOfStore(): string {
  const hash = createHash('sha256');
  const store = join(ROOT, 'backend', 'store');
  const files = readdirSync(store, { recursive: true, encoding: 'utf8' }).sort();
  for (const file of files.filter((name) => name.endsWith('.ts')))
    hash.update(readFileSync(join(store, file)));
  for (const name of ['@electric-sql/pglite', 'kysely', 'pg'])
    hash.update(readFileSync(join(ROOT, 'node_modules', name, 'package.json')));
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  return hash.digest('hex').slice(0, 16);
}
