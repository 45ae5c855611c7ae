/** Pages of a list that were read so far, and where the next one begins. */
export interface Paged<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

export function nextPage<T>(before: Paged<T>, page: Paged<T>): Paged<T> {
  return { rows: [...before.rows, ...page.rows], next: page.next };
}

/** A query string of what is set. */
export function query(fields: Readonly<Record<string, string | null | undefined>>): string {
  const set = Object.entries(fields).filter((field): field is [string, string] =>
    Boolean(field[1]),
  );
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`;
}
