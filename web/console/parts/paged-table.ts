import { html, nothing, type TemplateResult } from 'lit';

/** A table of a list, page by page. */
export interface PagedTable {
  /** For a screen reader. */
  readonly caption: string;
  /** Its columns, as `th` elements. */
  readonly head: TemplateResult;
  readonly rows: readonly TemplateResult[];
}

/** A table that folds into cards on a telephone. */
export function foldingTable({ caption, head, rows }: PagedTable): TemplateResult {
  return html`<div class="table">
    <table class="folding">
      <caption class="visually-hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** The way to the next page of a list, where there is one. */
export function moreButton(
  next: string | null,
  words: string,
  more: () => void,
): TemplateResult | typeof nothing {
  if (next === null) return nothing;
  return html`<div class="more">
    <button class="button" type="button" @click=${more}>${words}</button>
  </div>`;
}
