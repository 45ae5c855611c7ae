import { escape } from '../../bench/page/svg.ts';
import type { Leaks, Tried } from '../result.ts';
import { timeline } from './timeline.ts';
import { CHANNEL_NAMES, idOf, seconds, SIGNS } from './words.ts';

/** One call: its picture, its words, what was checked. Closed until it is looked for. */
export function drawnCall(cell: Tried): string {
  const open = cell.state === 'failed' ? ' open' : '';
  const title = `${escape(cell.title)} <span class="soft">· ${CHANNEL_NAMES[cell.channel]}</span>`;
  const facts = [
    ['verdict', escape(cell.verdict)],
    ['ended by', escape(cell.ending)],
    ['left behind', escape(leftWords(cell.leaks))],
    ['took', seconds(cell.took_ms)],
  ].map(([name, value]) => `<div><dt>${name ?? ''}</dt><dd>${value ?? ''}</dd></div>`);
  return `<details class="call ${cell.state}"${open}><summary><span class="sign" aria-hidden="true">${SIGNS[cell.state]}</span> ${title} <span class="state">${cell.state}</span></summary>
<div class="inside" id="${idOf(cell)}" tabindex="-1">
${list('because', cell.because)}${cell.remark === undefined ? '' : `<p class="remark">${escape(cell.remark)}</p>`}
<dl class="facts">${facts.join('')}</dl>
<div class="scroll">${timeline(cell)}</div>
${words(cell)}
${asked(cell)}
</div></details>`;
}

/** Who said what, as the recogniser understood it at the caller's ear. */
function words(cell: Tried): string {
  const lines = [
    ...cell.heard.map(({ from_ms, text }) => ({
      at: from_ms,
      who: 'heard',
      text: text === '' ? '(sound without words)' : text,
    })),
    ...cell.deeds.map(({ at_ms, until_ms, what }) => ({
      at: at_ms,
      who: until_ms === undefined ? 'then' : 'caller',
      text: what,
    })),
  ].sort((a, b) => a.at - b.at);
  const items = lines.map(
    ({ at, who, text }) =>
      `<li class="${who}"><span class="soft">${seconds(at)}</span> <b>${who}</b> ${escape(text)}</li>`,
  );
  return `<ol class="words">${items.join('')}</ol>`;
}

/** How often each provider was asked, and when: a request that is made again is seen here. */
function asked({ requests }: Tried): string {
  const times = new Map<string, string[]>();
  for (const { at_ms, to } of requests) times.set(to, [...(times.get(to) ?? []), seconds(at_ms)]);
  const items = [...times].map(([to, when]) => `${to} ${when.join(', ')}`);
  return items.length === 0 ? '' : `<p class="soft asked">Asked: ${escape(items.join(' · '))}</p>`;
}

function list(name: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<ul class="${name}">${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
}

function leftWords({ room, processes, webhooks, waited_ms }: Leaks): string {
  const left = [
    ...(room === null ? [] : ['its room']),
    ...processes.map((pid) => `process ${pid}`),
    ...webhooks.map((type) => `the job of ${type}`),
  ];
  const after = `after ${seconds(waited_ms)}`;
  return left.length === 0 ? `nothing, ${after}` : `${left.join(', ')}, ${after}`;
}
