import { decideDirectory, type DirectoryIndex, indexDirectory } from '../call/directory-search.ts';
import type { DirectoryMatches } from '../protocol/directory.ts';
import { allEntries, directoryRevision, type EntryRow } from './store/directory.ts';
import type { Db, Store } from './store/store.ts';

/** The directory made ready for searching; made anew after a change, whoever made it. */
export interface DirectoryLookup {
  /** Best first, disabled ones included. */
  search(heard: string): Promise<EntryRow[]>;
  /** Whom a caller may mean: enabled ones only. */
  decide(heard: string): Promise<DirectoryMatches>;
}

interface Ready {
  readonly revision: string;
  readonly all: DirectoryIndex<EntryRow>;
  readonly enabled: DirectoryIndex<EntryRow>;
}

export function directoryLookup(store: Store): DirectoryLookup {
  let ready: Promise<Ready> | undefined;
  const current = async (): Promise<Ready> => {
    const revision = await store.run(directoryRevision);
    const before = await ready?.catch(() => undefined);
    if (before?.revision === revision) return before;
    return (ready = store.run((db) => makeReady(db, revision)));
  };
  return {
    async search(heard) {
      return (await current()).all.search(heard).map(({ entry }) => entry);
    },
    async decide(heard) {
      const found = decideDirectory((await current()).enabled.search(heard));
      const entries = found.matches.map(({ entry: { id, display_name } }) => ({
        id,
        display_name,
      }));
      return { outcome: found.outcome, entries };
    },
  };
}

/** The entries may be newer than the revision: then they are made ready once more. */
async function makeReady(db: Db, revision: string): Promise<Ready> {
  const rows = await allEntries(db);
  const enabled = rows.filter((row) => row.enabled);
  const all = indexDirectory(rows);
  return {
    revision,
    all,
    enabled: enabled.length === rows.length ? all : indexDirectory(enabled),
  };
}
