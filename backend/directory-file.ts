import { readFile } from 'node:fs/promises';
import type { Logger } from '../config/log.ts';
import type { WrittenEntry } from '../protocol/directory.ts';
import { readDirectoryCsv, spellFault } from './directory-csv.ts';
import { addEntries, neverFilled } from './store/directory.ts';
import type { Store } from './store/store.ts';

/** The file of a directory cannot be used: every fault, with its row and what was expected. */
export class DirectoryFileError extends Error {
  override readonly name = 'DirectoryFileError';
  readonly file: string;
  readonly faults: readonly { path: string; expected: string }[];

  constructor(
    file: string,
    faults: readonly { path: string; expected: string }[],
    cause?: unknown,
  ) {
    const lines = faults.map(({ path, expected }) => `  ${path}: expected ${expected}`);
    super(`${file} is not a directory:\n${lines.join('\n')}`, { cause });
    this.file = file;
    this.faults = faults;
  }
}

/** Reads `config/directory.csv`; without the file there are no entries. */
export async function readDirectoryFile(file: string): Promise<readonly WrittenEntry[]> {
  const bytes = await readFile(file).catch((fault: unknown) => {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
    throw new DirectoryFileError(file, [{ path: 'file', expected: 'a readable file' }], fault);
  });
  if (bytes === null) return [];
  const read = readDirectoryCsv(bytes);
  if ('entries' in read) return read.entries;
  throw new DirectoryFileError(file, read.faults.map(spellFault));
}

/** Fills a directory that never had an entry; any other belongs to the operators. */
export async function fillDirectory(
  store: Store,
  entries: readonly WrittenEntry[],
  log: Logger,
): Promise<void> {
  if (entries.length === 0) return;
  const filled = await store.transaction(async (tx) => {
    if (!(await neverFilled(tx))) return false;
    await addEntries(tx, entries, new Date());
    return true;
  });
  if (filled) log.info({ entries: entries.length }, 'The directory was filled from its file.');
}
