import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

/** A table of a list, page by page. */
export interface PagedTable<T> {
  /** For a screen reader. */
  readonly caption: string;
  /** Its columns, as `th` elements. */
  readonly head: TemplateResult;
  readonly rows: readonly T[];
  /** A row's buttons stay its own, and keep the focus, whatever comes or goes around it. */
  readonly keyOf: (row: T) => string;
  readonly row: (row: T) => TemplateResult;
}

/** A table that folds into cards on a telephone. */
export function foldingTable<T>(table: PagedTable<T>): TemplateResult {
  const { caption, head, rows, keyOf, row } = table;
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
        ${repeat(rows, keyOf, row)}
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
