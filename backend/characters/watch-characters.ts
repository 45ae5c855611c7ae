import { watch } from 'node:fs';
import type { Logger } from '../../config/log.ts';
import { importCharacters } from '../store/character-versions.ts';
import type { Store } from '../store/store.ts';
import { CharacterFileError } from './character-file-error.ts';
import { readWrittenFolder, type WrittenCharacters } from './character-folder.ts';

/** An editor writes a file in several steps; the import waits until they are over. */
const SETTLE_MS = 150;

export interface CharacterWatch {
  /** The first look is over; what changes from now on is seen. */
  ready: Promise<void>;
  close(): Promise<void>;
}

/** Makes characters that were read the newest versions. */
export async function takeIn(
  { characters, texts }: WrittenCharacters,
  store: Store,
  log: Logger,
): Promise<void> {
  const report = await importCharacters(store, characters, new Date(), texts);
  if (report.changed.length + report.removed.length > 0)
    log.info({ ...report }, 'Characters were imported; they are in force for the next call.');
}

/** Imports a folder as it stands. Throws CharacterFileError. */
export async function importFolder(dir: string, store: Store, log: Logger): Promise<void> {
  await takeIn(await readWrittenFolder(dir), store, log);
}

/** Imports again after each change of the folder. A wrong edit is logged and changes nothing. */
export function watchCharacters(dir: string, store: Store, log: Logger): CharacterWatch {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const again = () => {
    running = running.then(() => importFolder(dir, store, log)).catch(report);
  };
  const report = (error: unknown) => {
    if (error instanceof CharacterFileError)
      log.error(
        { faults: error.faults },
        'A character file is wrong; the last good version stays.',
      );
    else log.error({ fault: error }, 'The characters could not be imported.');
  };
  const watcher = watch(dir, { persistent: false }, () => {
    clearTimeout(timer);
    timer = setTimeout(again, SETTLE_MS).unref();
  });
  watcher.on('error', (error) => {
    log.error({ fault: error }, 'The characters are no longer watched for changes.');
  });
  // What changed between the first import and this watch.
  again();
  return {
    ready: running,
    async close() {
      watcher.close();
      clearTimeout(timer);
      await running;
    },
  };
}
