import { html, svg, type TemplateResult } from 'lit';
import type { Waterfall } from '../../../protocol/call-event.ts';

type Step = Exclude<keyof Waterfall, 'decision'>;

/** Each step, and the one it begins after; what has none begins with the decision. */
const STEPS: readonly { step: Step; title: string; after?: Step }[] = [
  { step: 'bundle', title: 'Character loaded' },
  { step: 'greeting_ready', title: 'Voice ready', after: 'bundle' },
  { step: 'announcement_end', title: 'Announcement heard' },
  { step: 'commit', title: 'Handed over', after: 'announcement_end' },
  { step: 'first_audio', title: 'First word heard', after: 'commit' },
];

/** Milliseconds after the decision, drawn: what ran beside what, and what took the time. */
export function waterfall(times: Waterfall, caption: string): TemplateResult {
  const steps = STEPS.flatMap(({ step, title, after }) => {
    const end = times[step];
    if (end === undefined) return [];
    const begin = Math.min(end, (after && times[after]) ?? 0);
    return [{ title, begin, end }];
  });
  if (steps.length === 0)
    return html`<p class="soft small">
      It ended before its first step; there is nothing to draw.
    </p>`;
  const whole = Math.max(1, ...steps.map(({ end }) => end));
  return html`<table class="waterfall">
    <caption class="visually-hidden">
      ${caption}: milliseconds after the decision
    </caption>
    <tbody>
      ${steps.map(
        ({ title, begin, end }) =>
          html`<tr>
            <th scope="row">${title}</th>
            <td class="span" aria-hidden="true">${bar(begin, end, whole)}</td>
            <td class="end">${end.toLocaleString('en')} ms</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** No style attribute: the page's content security policy allows none. */
function bar(begin: number, end: number, whole: number): TemplateResult {
  const [x, width] = [(begin / whole) * 1000, Math.max(6, ((end - begin) / whole) * 1000)];
  const quarters = [250, 500, 750].map(
    (at) => svg`<line class="grid" x1=${at} x2=${at} y1="0" y2="20" />`,
  );
  return html`<svg viewBox="0 0 1000 20" preserveAspectRatio="none" focusable="false">
    ${quarters}
    ${svg`<rect class="bar" x=${Math.min(x, 994)} y="3" width=${width} height="14" rx="3" />`}
  </svg>`;
}
