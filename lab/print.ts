import type { CellResult, LabResults } from './result.ts';

/** One line a cell: whether it held, and what did not. */
export function lineOf(cell: CellResult): string {
  const name = `${cell.fault} · ${cell.channel}`;
  if (!('took_ms' in cell)) return `–       ${name}: ${[cell.state, ...cell.because].join(': ')}`;
  const facts = `${cell.verdict}, ended by ${cell.ending}, ${(cell.took_ms / 1000).toFixed(1)} s`;
  if (cell.state === 'held') return `holds   ${name}: ${facts}`;
  const heard = cell.heard.map(({ text }) => text).join(' ');
  return [`FAILS   ${name}: ${facts}`, ...cell.because, `heard: ${heard}`].join('\n          ');
}

export function summaryOf({ cells, took_ms, left_behind }: LabResults): string {
  const count = (state: CellResult['state']) => cells.filter((cell) => cell.state === state).length;
  const counts = `${count('held')} held, ${count('failed')} failed, ${count('does not apply')} do not apply, ${count('not asked for')} not asked for`;
  const left = left_behind.length > 0 ? `\nLeft behind: ${left_behind.join(', ')}` : '';
  return `${counts}; ${Math.round(took_ms / 1000)} s${left}\nlab/results/latest.html`;
}
