import { element, escape, show } from '../../bench/page/svg.ts';
import { CHANNELS, KINDS, type CellResult, type Channel, type Tried } from '../result.ts';
import { band } from './band.ts';
import { CHANNEL_NAMES, idOf, KIND_NAMES, SIGNS } from './words.ts';

const [WIDTH, HEIGHT] = [132, 26];

/** All cells at one glance, of the faults that were tried: a row a fault, a column a channel; each leads to its call. */
export function matrix(cells: readonly CellResult[]): string {
  const head = CHANNELS.map((channel) => `<th scope="col">${CHANNEL_NAMES[channel]}</th>`).join('');
  const bodies = KINDS.map((kind) => {
    const tried = cells.filter((cell) => cell.kind === kind && 'levels' in cell);
    const faults = [...new Set(tried.map(({ fault }) => fault))];
    if (faults.length === 0) return '';
    const group = `<tr class="kind"><th scope="rowgroup" colspan="${CHANNELS.length + 1}">${escape(KIND_NAMES[kind])}</th></tr>`;
    return `<tbody>${group}${faults.map((fault) => row(cells.filter((cell) => cell.fault === fault))).join('\n')}</tbody>`;
  });
  return `<div class="table"><table class="matrix"><caption>Every fault against every way to call</caption><thead><tr><th scope="col">fault</th>${head}</tr></thead>${bodies.join('\n')}</table></div>`;
}

function row(cells: readonly CellResult[]): string {
  const title = escape(cells[0]?.title ?? '');
  const each = CHANNELS.map((channel) => square(cells, channel)).join('');
  return `<tr><th scope="row">${title}</th>${each}</tr>`;
}

function square(cells: readonly CellResult[], channel: Channel): string {
  const cell = cells.find((one) => one.channel === channel);
  if (!cell) return '<td></td>';
  const sign = `<span class="sign" aria-hidden="true">${SIGNS[cell.state]}</span>`;
  if (!('levels' in cell)) {
    const because = cell.because.join(' ');
    const words = because === '' ? cell.state : `does not apply: ${because}`;
    return `<td class="none ${cell.state === 'does not apply' ? 'absent' : 'unasked'}">${sign}<span class="why">${escape(words)}</span></td>`;
  }
  const facts = `${cell.state}: ${cell.verdict}, ended by ${cell.ending}, ${show(cell.took_ms / 1000)} seconds`;
  const sound = element(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' },
    band(cell.levels, { left: 0, width: WIDTH, middle: HEIGHT / 2, half: HEIGHT / 2 - 1 }),
  );
  return `<td class="${cell.state}"><a href="#${idOf(cell)}" aria-label="${escape(`${cell.title}, ${CHANNEL_NAMES[channel]}: ${facts}`)}">${sign}${sound}<span class="verdict">${escape(shownOf(cell))}</span></a></td>`;
}

/** What became of a transfer; of a call without one, who ended it. */
function shownOf({ verdict, ending }: Tried): string {
  return (verdict === 'none' ? ending : verdict).replaceAll('_', ' ');
}
