import { z } from 'zod';
import { DirectoryEntry } from '../protocol/directory.ts';
import type { EntryRow } from './store/directory.ts';

/** An entry as operators see it, with what `If-Match` asks for when it is changed. */
export const ListedEntry = DirectoryEntry.extend({ etag: z.string() });
export type ListedEntry = z.infer<typeof ListedEntry>;

export const etag = ({ version }: EntryRow) => `"${version}"`;

export function listed(row: EntryRow): ListedEntry {
  return { ...entryOf(row), etag: etag(row) };
}

export function entryOf({
  id,
  display_name,
  username,
  transfer_mode,
  mailbox,
  aliases,
  enabled,
}: EntryRow): DirectoryEntry {
  return {
    id,
    display_name,
    username,
    transfer_mode,
    ...(mailbox !== null && { mailbox }),
    ...(aliases.length > 0 && { aliases }),
    enabled,
  };
}
