import { timeLimit } from '../config/time-limit.ts';
import type { DirectoryAnswer, DirectoryPort } from '../call/ports.ts';
import type { BackendClient } from './backend-client.ts';

/** Milliseconds until an answer is of no use to a caller who waits in silence. */
const LIMIT_MS = 3_000;
/** As much of a name as the backend reads. */
const LONGEST_NAME = 200;

export interface DirectoryDeps {
  readonly backend: Pick<BackendClient, 'searchDirectory' | 'directoryEntry'>;
  readonly session_id: string;
  /** Aborts when the call is over. */
  readonly over: AbortSignal;
  readonly report: (what: string, fault: unknown) => void;
}

/** The directory as the backend keeps it: asked anew each time, so that a change counts at once. */
export function backendDirectory({
  backend,
  session_id,
  over,
  report,
}: DirectoryDeps): DirectoryPort {
  const find = async (name: string): Promise<DirectoryAnswer> => {
    const signal = timeLimit(LIMIT_MS, over);
    const asked = name.slice(0, LONGEST_NAME);
    const { outcome, entries } = await backend.searchDirectory(session_id, asked, signal);
    const [first] = entries;
    if (!first || outcome === 'none') return { outcome: 'none' };
    if (outcome === 'several')
      return { outcome, names: entries.map(({ display_name }) => display_name) };
    const entry = await backend.directoryEntry(session_id, first.id, signal);
    return entry ? { outcome: 'found', entry } : { outcome: 'none' };
  };
  return {
    find: (name) =>
      find(name).catch((fault: unknown) => {
        report('The directory could not be asked.', fault);
        return { outcome: 'silent' as const };
      }),
  };
}
