import type { House } from './house.ts';
import { CHANNELS, type CellResult, type Channel } from './result.ts';
import { tryCell } from './try-cell.ts';
import type { Row } from './table-shapes.ts';

export interface Wanted {
  /** Faults or kinds by name; empty: all. */
  readonly only: readonly string[];
  readonly channels: readonly Channel[];
  /** Only what the table marks for it. */
  readonly short: boolean;
  readonly at_once: number;
}

export interface LabRun {
  readonly house: House;
  readonly wanted: Wanted;
  readonly signal: AbortSignal;
  /** Told with each cell as it is done. */
  readonly done: (cell: CellResult) => void;
}

/** Of the lab's callers; each call has a number of its own. */
const FIRST_NUMBER = 14_155_551_000;

/** Makes the calls of the wanted cells, several at once, and resolves with all cells in the table's order. */
export async function runTable(rows: readonly Row[], run: LabRun): Promise<CellResult[]> {
  const { house, wanted, signal, done } = run;
  const places = rows.flatMap((row) => CHANNELS.map((channel) => ({ row, channel })));
  const results: (CellResult | undefined)[] = places.map(() => undefined);
  const judging: Promise<void>[] = [];
  const work = places.entries();
  const takeNext = async (): Promise<void> => {
    for (const [at, { row, channel }] of work) {
      const { fault, kind, title } = row;
      const cell = row.cells[channel];
      const place = { fault, kind, title, channel };
      if ('doesNotApply' in cell) {
        results[at] = { ...place, state: 'does not apply', because: [cell.doesNotApply] };
      } else if (signal.aborted || !isWanted(row, channel, wanted)) {
        results[at] = { ...place, state: 'not asked for', because: [] };
      } else {
        const number = `+${FIRST_NUMBER + at}`;
        const { judged } = await tryCell(house, { row, channel, cell }, number);
        judging.push(
          judged.then((tried) => {
            results[at] = tried;
            done(tried);
          }),
        );
      }
    }
  };
  await Promise.all(Array.from({ length: wanted.at_once }, takeNext));
  await Promise.all(judging);
  return results.filter((result) => result !== undefined);
}

export function isWanted(row: Row, channel: Channel, { only, channels, short }: Wanted): boolean {
  if (!channels.includes(channel)) return false;
  if (short && !(row.short ?? []).includes(channel)) return false;
  return only.length === 0 || only.includes(row.fault) || only.includes(row.kind);
}
