import { html, nothing, type TemplateResult } from 'lit';

/** The title of a page, a line about it, and what can be done there. */
export function pageHead(
  title: string | TemplateResult,
  lead: string | TemplateResult,
  acts?: TemplateResult,
): TemplateResult {
  return html`<div class="page-head">
    <div>
      <h1>${title}</h1>
      ${lead === '' ? nothing : html`<p class="lead">${lead}</p>`}
    </div>
    ${acts ? html`<div class="acts">${acts}</div>` : nothing}
  </div>`;
}
