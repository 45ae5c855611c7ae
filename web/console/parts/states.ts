import { html, nothing, type TemplateResult } from 'lit';
import type { ConsoleFault } from '../api.ts';
import { CONSOLE_ICONS } from './console-icons.ts';

/** The shape of what is coming. */
export function loading(rows: number): TemplateResult {
  return html`<div class="loading" role="status">
    <span class="visually-hidden">Loading…</span>
    ${Array.from({ length: rows }, () => html`<div class="bone" aria-hidden="true"></div>`)}
  </div>`;
}

/** Nothing is there, and what the next step is. */
export function empty(title: string, next: TemplateResult | string): TemplateResult {
  return html`<div class="state">
    <span class="state-sign">${CONSOLE_ICONS.empty}</span>
    <h2>${title}</h2>
    <p>${next}</p>
  </div>`;
}

/** What went wrong in the backend's words, and a way to try again. */
export function failure(fault: ConsoleFault, again: () => void): TemplateResult {
  return html`<div class="state bad" role="alert">
    <span class="state-sign">${CONSOLE_ICONS.alert}</span>
    <h2>${fault.message}</h2>
    <p>${fault.detail}</p>
    <button class="button" type="button" @click=${again}>Try again</button>
  </div>`;
}

/** Each place where an input was wrong. */
export function faultList(fault: ConsoleFault | null): TemplateResult | typeof nothing {
  if (!fault) return nothing;
  const errors = fault.problem?.errors ?? [];
  return html`<div class="faults" role="alert">
    <p><strong>${fault.message}.</strong> ${fault.detail}</p>
    ${
      errors.length > 0
        ? html`<ul>
            ${errors.map(({ path, expected }) => html`<li><code>${path}</code> expected ${expected}</li>`)}
          </ul>`
        : nothing
    }
  </div>`;
}
