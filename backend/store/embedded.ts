import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PostgresDialect } from 'kysely';
import type { Logger } from '../../config/log.ts';
import { lockDataDir, type DataDirLock } from './data-dir-lock.ts';
import { durableOptions, DurableNodeFS } from './durable-nodefs.ts';
import { poolOver } from './embedded-pool.ts';
import { settledPool } from './settled-pool.ts';
import { openStore, type Store } from './store.ts';

/** Postgres version inside the embedded database. */
const MAJOR = '18';

/** The files were made by another major version, or are no store at all. */
export class StoreVersionError extends Error {
  override readonly name = 'StoreVersionError';
  readonly dir: string;
  readonly found: string;

  constructor(dir: string, found: string) {
    super(
      `${dir} was written by Postgres ${found}; this backend reads ${MAJOR}. ` +
        'Start once with the backend that wrote it and dump it, or move the directory away to begin anew.',
    );
    this.dir = dir;
    this.found = found;
  }
}

export interface EmbeddedStore {
  store: Store;
  lock: DataDirLock;
}

/** The store inside `dataDir`, owned by this process until closed. Closing frees the directory. */
export async function openEmbedded(dataDir: string, log: Logger): Promise<EmbeddedStore> {
  const lock = await lockDataDir(dataDir);
  try {
    const dir = join(dataDir, 'store');
    await ready(dataDir, dir);
    const fs = new DurableNodeFS(dir);
    const pglite = await PGlite.create(durableOptions(fs));
    await proveDurable(pglite, fs, log);
    const store = await openOver(pglite, () => lock.release());
    return { store, lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A store that the database is closed with. */
export function openOver(pglite: PGlite, release?: () => Promise<void>): Promise<Store> {
  return openStore(new PostgresDialect({ pool: settledPool(poolOver(pglite)) }), async () => {
    await pglite.close();
    await release?.();
  });
}

/** Made aside and renamed when whole: a first start that is interrupted leaves nothing half made. */
async function ready(dataDir: string, dir: string): Promise<void> {
  if (existsSync(dir)) {
    checkVersion(dir);
    return;
  }
  const making = join(dataDir, 'store.making');
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  const first = await PGlite.create(durableOptions(new DurableNodeFS(making)));
  await first.close();
  renameSync(making, dir);
}

function checkVersion(dir: string): void {
  const file = join(dir, 'PG_VERSION');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'no version known';
  if (found !== MAJOR) throw new StoreVersionError(dir, found);
}

async function proveDurable(pglite: PGlite, fs: DurableNodeFS, log: Logger): Promise<void> {
  const before = fs.syncs;
  await pglite.exec('create table if not exists sync_probe (at timestamptz); truncate sync_probe');
  await pglite.exec('insert into sync_probe values (now())');
  if (fs.syncs === before)
    log.warn('The embedded store does not sync to disk; a loss of power may lose the last events.');
}
