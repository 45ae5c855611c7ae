import type { Figure, Results, Series } from '../result.ts';
import { distribution } from './distributions.ts';
import { mark, NAMES, ORDER } from './programs.ts';
import { ratios } from './ratios.ts';
import { STYLE } from './style.ts';
import { escape, picture, show } from './svg.ts';
import { waterfall } from './waterfall.ts';

/** `bench/results/latest.html`: one file, no request to anybody. */
export function pageOf(results: Results): string {
  const { figures, series, waterfalls } = results;
  const caller = series.filter(({ unit, values }) => unit === 'ms' && values['as-taught']);
  const cost = series.filter(({ unit, values }) => unit !== 'ms' && values['as-taught']);
  const alone = series.filter(({ values }) => !values['as-taught']);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Baton in figures</title><style>${STYLE}</style></head>
<body><main>
${head(results)}
${section('Against the bare framework', 'Left of × 1 Baton takes less. The dashed stroke is the aim against the program as taught; a bar is where the ratio lies, at 95 %.', [shown('', ratios(figures)), key(['as-taught', 'tuned'])])}
${section("At the caller's ear", 'Each mark is one call, measured in what the caller heard. The long stroke is the median, the short one p95.', [...caller.map(drawn), key(['baton', 'tuned', 'as-taught'])])}
${section('A handoff, step by step', `Milliseconds from the decision, the median of ${waterfalls.length} handoffs. The target is made ready while the announcement is spoken.`, [shown('', waterfall(waterfalls))])}
${section('What it costs the machine', "The worker's own processes; a call's cost is what is above the idle worker.", cost.map(drawn))}
${section('Baton alone', '', alone.map(drawn))}
${section('All figures', 'Bare is the program as taught; where Baton is compared with itself, it is the house with little stored.', [table(figures)])}
${section('Not measured', '', [absent(figures)])}
</main></body></html>
`;
}

function head({ machine, figures }: Results): string {
  const held = figures.filter(({ holds }) => holds === true).length;
  const missed = figures.filter(({ holds }) => holds === false).length;
  const lacking = figures.filter(({ measured }) => !measured).length;
  const facts = `${machine.at.slice(0, 10)} · ${machine.processor} · ${machine.cores} cores · ${show(machine.memory_mb / 1024)} GB · Node ${machine.node} · load at the start ${machine.load_at_start}`;
  const busy =
    machine.load_at_start > machine.cores / 2
      ? '<p class="busy">The machine was busy with other work. The ratios say more than the times, and both spread more than they would.</p>'
      : '';
  return `<h1>Baton in figures</h1>
<p class="soft">${escape(facts)}</p>
<p>What does a caller, and the machine, gain or pay for Baton against what a good developer would write with the framework alone? All programs ran in turn on one machine, with one LiveKit server and the same local providers.</p>${busy}
<ul class="totals"><li><b>${held}</b>aims hold</li><li><b>${missed}</b>are missed</li><li><b>${lacking}</b>were not measured</li></ul>`;
}

function section(title: string, words: string, parts: readonly string[]): string {
  const inside = parts.join('\n');
  if (!inside.includes('<figure') && !inside.includes('<table')) return '';
  const told = words === '' ? '' : `<p class="soft">${escape(words)}</p>`;
  return `<section><h2>${escape(title)}</h2>${told}${inside}</section>`;
}

function drawn(series: Series): string {
  return shown(`${series.name}, ${series.unit}`, distribution(series));
}

function shown(title: string, image: string): string {
  if (image === '') return '';
  return `<figure>${title === '' ? '' : `<h3>${escape(title)}</h3>`}${image}</figure>`;
}

function key(whose: readonly (typeof ORDER)[number][]): string {
  const items = ORDER.filter((one) => whose.includes(one)).map(
    (one) => `<li>${picture(16, 16, NAMES[one], mark(one, 8, 8))}${escape(NAMES[one])}</li>`,
  );
  return `<ul class="key">${items.join('')}</ul>`;
}

function table(figures: readonly Figure[]): string {
  const number = (value: number | null, before = '', after = ''): string =>
    `<td class="number">${value === null ? '–' : before + show(value) + escape(after)}</td>`;
  const rows = figures
    .filter(({ measured }) => measured)
    .map((figure) => {
      const [word, kind] = verdictOf(figure);
      const because = figure.because
        ? `<br><span class="soft">${escape(figure.because)}</span>`
        : '';
      return `<tr><td>${escape(figure.name)}${because}</td>${number(figure.value, '', ` ${figure.unit}`)}${number(figure.bare)}${number(figure.ratio, '× ')}${number(figure.ratio_tuned, '× ')}<td>${escape(figure.aim)}</td><td class="number">${figure.runs}</td><td class="verdict ${kind}">${word}</td></tr>`;
    });
  return `<div class="table"><table><thead><tr><th>figure</th><th class="number">Baton</th><th class="number">bare</th><th class="number">ratio</th><th class="number">to tuned</th><th>aim</th><th class="number">runs</th><th></th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** What could not be measured, each reason once. */
function absent(figures: readonly Figure[]): string {
  const reasons = new Map<string, string[]>();
  for (const { measured, because = '', name } of figures)
    if (!measured) reasons.set(because, [...(reasons.get(because) ?? []), name]);
  return [...reasons]
    .map(
      ([because, names]) =>
        `<figure><h3>– not measured: ${escape(because)}</h3><p class="soft">${escape(names.join(' · '))}</p></figure>`,
    )
    .join('\n');
}

function verdictOf({ holds }: Figure): [string, string] {
  return holds ? ['✓ holds', 'holds'] : ['✗ misses', 'misses'];
}
