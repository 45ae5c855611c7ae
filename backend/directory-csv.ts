import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { WrittenEntry } from '../protocol/directory.ts';
import { keyOf } from './store/directory.ts';

/** The columns of the file, in the order they are written; any order is read. */
const COLUMNS = [
  'display_name',
  'username',
  'transfer_mode',
  'mailbox',
  'aliases',
  'enabled',
] as const;
type Column = (typeof COLUMNS)[number];
const NEEDED: readonly Column[] = ['display_name', 'username'];

const MOST_ENTRIES = 20_000;
const MOST_FAULTS = 100;
/** A spreadsheet would run a cell that begins so; it is written, and read, behind an apostrophe. */
const GUARDED = /^'(?=[=+\-@\t\r＝＋－＠])/;
const RUNS = /^[=+\-@＝＋－＠]/;

/** Where a file is wrong; the row counts from 1, the header is row 1. */
export interface CsvFault {
  readonly row: number;
  readonly column?: string;
  readonly expected: string;
}

export type ReadCsv =
  { readonly entries: readonly WrittenEntry[] } | { readonly faults: readonly CsvFault[] };

/** All of the file or nothing: every fault is told with its row and its column. */
export function readDirectoryCsv(bytes: Uint8Array): ReadCsv {
  const text = utf8(bytes);
  if (text === null) return { faults: [{ row: 1, expected: 'a file in UTF-8' }] };
  const rows = rowsOf(text);
  if (!Array.isArray(rows)) return { faults: [rows] };
  const header = (rows[0] ?? []).map((name) => name.trim().toLowerCase());
  const faults: CsvFault[] = faultsOfHeader(header);
  if (faults.length > 0) return { faults };
  const entries: WrittenEntry[] = [];
  const seen = new Map<string, number>();
  for (const [n, cells] of rows.entries()) {
    if (n === 0 || cells.every((cell) => cell.trim() === '')) continue;
    const row = n + 1;
    const read = entryOf(header, cells);
    if ('entry' in read) {
      const { username } = read.entry;
      const before = seen.get(keyOf(username));
      if (before !== undefined)
        faults.push({ row, column: 'username', expected: `another one than in row ${before}` });
      seen.set(keyOf(username), row);
      entries.push(read.entry);
    } else faults.push(...read.faults.map((fault) => ({ row, ...fault })));
    if (faults.length >= MOST_FAULTS || entries.length > MOST_ENTRIES) break;
  }
  if (entries.length > MOST_ENTRIES)
    faults.push({ row: MOST_ENTRIES + 2, expected: `at most ${MOST_ENTRIES} entries` });
  return faults.length > 0 ? { faults: faults.slice(0, MOST_FAULTS) } : { entries };
}

export function writeDirectoryCsv(entries: readonly WrittenEntry[]): string {
  const rows = entries.map(({ mailbox = '', aliases = [], enabled, ...entry }) => ({
    ...entry,
    mailbox,
    aliases: aliases.map((alias) => alias.replace(RUNS, "'$&")).join('; '),
    enabled: String(enabled),
  }));
  return stringify(rows, {
    header: true,
    columns: [...COLUMNS],
    bom: true,
    escape_formulas: true,
    // Where ";" separates, what comes after one would be a cell.
    quoted_match: /;/,
  });
}

export function spellFault({ row, column, expected }: CsvFault): {
  path: string;
  expected: string;
} {
  return { path: column ? `row ${row}, ${column}` : `row ${row}`, expected };
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function rowsOf(text: string): string[][] | CsvFault {
  const [first = ''] = text.split(/\r?\n/, 1);
  // A spreadsheet writes the separator of its country.
  const delimiter = [',', ';', '\t'].find((one) => first.includes(one)) ?? ',';
  try {
    return parse(text, { delimiter, relax_column_count: true });
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    const { lines } = fault as { lines?: unknown };
    return { row: typeof lines === 'number' ? lines : 1, expected: 'well-formed CSV' };
  }
}

function faultsOfHeader(header: readonly string[]): CsvFault[] {
  const known: readonly string[] = COLUMNS;
  const missing = NEEDED.filter((name) => !header.includes(name)).map((column) => ({
    column,
    expected: 'this column',
  }));
  const wrong = header.flatMap((column, n) => {
    if (!known.includes(column)) return { column, expected: `one of ${COLUMNS.join(', ')}` };
    return header.indexOf(column) < n ? { column, expected: 'each column once' } : [];
  });
  return [...missing, ...wrong].map((fault) => ({ row: 1, ...fault }));
}

function entryOf(
  header: readonly string[],
  cells: readonly string[],
): { entry: WrittenEntry } | { faults: { column?: string; expected: string }[] } {
  if (cells.length > header.length)
    return { faults: [{ expected: `${header.length} cells, as the header has` }] };
  const cell = (column: Column) => {
    const text = (cells[header.indexOf(column)] ?? '')
      .trim()
      .replace(column === 'aliases' ? '' : GUARDED, '');
    return text === '' ? undefined : text;
  };
  const aliases = cell('aliases')
    ?.split(';')
    .map((alias) => alias.trim().replace(GUARDED, ''))
    .filter(Boolean);
  const read = WrittenEntry.safeParse({
    display_name: cell('display_name'),
    username: cell('username'),
    transfer_mode: cell('transfer_mode'),
    mailbox: cell('mailbox'),
    aliases,
    enabled: flagOf(cell('enabled')),
  });
  if (read.success) return { entry: read.data };
  const faults = read.error.issues.map(({ path: [column], message }) => ({
    ...(column !== undefined && { column: String(column) }),
    expected: message,
  }));
  return { faults };
}

/** What is no flag stays as it is, for the schema to refuse. */
function flagOf(text: string | undefined): boolean | string | undefined {
  const flags: Record<string, boolean> = { true: true, yes: true, false: false, no: false };
  return text === undefined ? undefined : (flags[text.toLowerCase()] ?? text);
}
