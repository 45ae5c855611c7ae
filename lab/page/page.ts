import { escape, show } from '../../bench/page/svg.ts';
import { KINDS, type CellResult, type LabResults, type Tried } from '../result.ts';
import { drawnCall } from './call.ts';
import { matrix } from './matrix.ts';
import { STYLE } from './style.ts';
import { KIND_NAMES } from './words.ts';

/** `lab/results/latest.html`: one file, no request to anybody. */
export function pageOf(results: LabResults): string {
  const { cells } = results;
  const calls = cells.filter((cell): cell is Tried => 'levels' in cell);
  const sections = KINDS.map((kind) => {
    const own = calls.filter((cell) => cell.kind === kind);
    if (own.length === 0) return '';
    return `<section aria-label="${escape(KIND_NAMES[kind])}"><h2>${escape(KIND_NAMES[kind])}</h2>\n${own.map(drawnCall).join('\n')}</section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>The call lab</title><style>${STYLE}</style></head>
<body><main>
${head(results)}
${matrix(cells)}
${sections.join('\n')}
</main></body></html>
`;
}

function head({ machine, cells, took_ms, at_once, left_behind }: LabResults): string {
  const count = (state: CellResult['state']) => cells.filter((cell) => cell.state === state).length;
  const facts = `${machine.at.slice(0, 16).replace('T', ' ')} UTC · ${machine.cores} cores · Node ${machine.node} · ${at_once} calls at once · ${show(took_ms / 60_000)} minutes`;
  const totals = (['held', 'failed', 'does not apply', 'not asked for'] as const)
    .map(
      (state) =>
        `<li class="${state === 'failed' && count(state) > 0 ? 'bad' : ''}"><b>${count(state)}</b>${state}</li>`,
    )
    .join('');
  const left =
    left_behind.length > 0
      ? `<p class="bad"><b>Left behind once every call was over:</b> ${escape(left_behind.join(', '))}</p>`
      : '';
  return `<h1>The call lab</h1>
<p class="soft">${escape(facts)}</p>
<p>Each square is a real call that meets a fault: a real LiveKit server, backend, worker and gateway, real audio at the caller’s ear. The band is how loud it was there, from the first ring to the end. A square holds where the caller heard what the table says, the verdict and the end are the table’s, and nothing of the call was left behind.</p>
<ul class="totals">${totals}</ul>${left}`;
}
