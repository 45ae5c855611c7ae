import type { Channel, Kind } from '../result.ts';
import type { Cell, Row } from '../table-shapes.ts';

/** One row of the table; `short`: where the short form tries it. */
export const row = (
  kind: Kind,
  fault: string,
  title: string,
  cells: Row['cells'],
  ...short: Channel[]
): Row => ({ kind, fault, title, cells, short });

export const everywhere = (cell: Cell): Row['cells'] => ({
  telephone: cell,
  browser: cell,
  stream: cell,
});
