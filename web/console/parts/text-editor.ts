import { html, LitElement, type TemplateResult } from 'lit';
import type { PlacedFault } from '../../../protocol/character-edit.ts';
import { editorStyle } from '../style/editor-style.ts';
import { pageStyle } from '../style/page-style.ts';

/** A text with its line numbers; the lines with a fault are marked. Fires `edited`. */
export class TextEditor extends LitElement {
  static override properties = {
    text: { attribute: false },
    faults: { attribute: false },
    label: { type: String },
  };
  static override styles = [...pageStyle, editorStyle];

  declare text: string;
  declare faults: readonly PlacedFault[];
  declare label: string;

  constructor() {
    super();
    this.text = '';
    this.faults = [];
    this.label = 'Text';
  }

  /** Puts the caret where a fault is. */
  show({ line, column }: Pick<PlacedFault, 'line' | 'column'>): void {
    const area = this.#area;
    if (!area) return;
    const lines = area.value.split('\n');
    const begin = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const end = begin + (lines[line - 1]?.length ?? 0);
    area.focus();
    area.setSelectionRange(Math.min(begin + column - 1, end), end);
    area.scrollTop = Math.max(0, (line - 6) * LINE_PX);
  }

  protected override render(): TemplateResult {
    const wrong = new Set(this.faults.map(({ line }) => line));
    const count = this.text.split('\n').length;
    return html`<div class="frame">
      <div class="numbers" aria-hidden="true">
        ${Array.from({ length: count }, (_, at) => html`<div class=${wrong.has(at + 1) ? 'wrong' : ''}>${at + 1}</div>`)}
      </div>
      <textarea
        aria-label=${this.label}
        aria-invalid=${String(this.faults.length > 0)}
        spellcheck="false"
        autocapitalize="none"
        wrap="off"
        .value=${this.text}
        @input=${this.#edited}
        @scroll=${this.#follow}
      ></textarea>
    </div>`;
  }

  protected override updated(): void {
    this.#follow();
  }

  readonly #edited = (): void => {
    this.text = this.#area?.value ?? '';
    this.dispatchEvent(new CustomEvent('edited', { detail: this.text }));
  };

  readonly #follow = (): void => {
    const numbers = this.renderRoot.querySelector('.numbers');
    if (numbers) numbers.scrollTop = this.#area?.scrollTop ?? 0;
  };

  get #area(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }
}

const LINE_PX = 20;
