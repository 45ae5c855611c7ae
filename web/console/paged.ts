import type { Loaded } from './loaded.ts';
import { attempt } from './say.ts';

/** Pages of a list that were read so far, and where the next one begins. */
export interface Paged<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  /** More than the first page was read. */
  readonly long?: boolean;
}

/** Reads the next page of a list and shows it after what is there; what goes wrong is told. */
export async function readOn<T>(
  list: Loaded<Paged<T>>,
  read: (next: string | null) => Promise<Paged<T>>,
): Promise<void> {
  const before = list.value;
  if (!before) return;
  await attempt(async () => {
    const page = await read(before.next);
    list.change({ rows: [...before.rows, ...page.rows], next: page.next, long: true });
  });
}

/** The list without one row, or with another one in its place; it may have been read anew meanwhile. */
export function withRow<T>(list: Paged<T>, is: (row: T) => boolean, now: T | null): Paged<T> {
  return { ...list, rows: list.rows.flatMap((row) => (is(row) ? (now ?? []) : row)) };
}

/** A query string of what is set. */
export function query(fields: Readonly<Record<string, string | null | undefined>>): string {
  const set = Object.entries(fields).filter((field): field is [string, string] =>
    Boolean(field[1]),
  );
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`;
}
