import { structuredPatch } from 'diff';
import { html, type TemplateResult } from 'lit';

const AROUND = 3;

/** Line by line what one text has and the other has not. */
export function diffView(before: string, after: string): TemplateResult {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: AROUND });
  if (hunks.length === 0) return html`<p class="soft padded">There is no difference.</p>`;
  return html`<div class="diff" role="region" aria-label="Changes" tabindex="0">
    ${hunks.map((hunk) => {
      let [old, now] = [hunk.oldStart, hunk.newStart];
      return html`<table>
        <caption>
          Line ${now}
        </caption>
        <tbody>
          ${hunk.lines
            .filter((line) => !line.startsWith('\\'))
            .map((line) => {
              const [sign, text] = [line.charAt(0), line.slice(1)];
              const number = sign === '-' ? old : now;
              if (sign !== '+') old += 1;
              if (sign !== '-') now += 1;
              return row(sign, number, text);
            })}
        </tbody>
      </table>`;
    })}
  </div>`;
}

const KINDS: Readonly<Record<string, { readonly kind: string; readonly said: string }>> = {
  '+': { kind: 'added', said: 'Added' },
  '-': { kind: 'removed', said: 'Removed' },
};

function row(sign: string, number: number, text: string): TemplateResult {
  const { kind, said } = KINDS[sign] ?? { kind: '', said: 'Same' };
  return html`<tr class=${kind}>
    <td class="number">${number}</td>
    <td class="sign">
      <span aria-hidden="true">${sign}</span><span class="visually-hidden">${said}</span>
    </td>
    <td class="line">${text}</td>
  </tr>`;
}
