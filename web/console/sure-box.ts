import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { dialogStyle } from './style/dialog-style.ts';
import { pageStyle } from './style/page-style.ts';
import { SURE, type Question } from './sure.ts';

/** Asks before something that cannot be taken back; Escape is a no. */
export class SureBox extends LitElement {
  static override properties = { question: { state: true } };
  static override styles = [...pageStyle, dialogStyle];

  declare question: Question | null;

  constructor() {
    super();
    this.question = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(SURE, this.#asked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(SURE, this.#asked);
  }

  protected override render(): TemplateResult {
    const { question } = this;
    return html`<dialog
      role="alertdialog"
      aria-labelledby="title"
      aria-describedby="text"
      @close=${this.#closed}
    >
      ${question ? form(question) : nothing}
    </dialog>`;
  }

  readonly #asked = (event: Event): void => {
    this.question = (event as CustomEvent<Question>).detail;
    void this.updateComplete.then(() => {
      const dialog = this.#dialog;
      if (!dialog) return;
      dialog.returnValue = 'no';
      dialog.showModal();
    });
  };

  readonly #closed = (): void => {
    this.question?.answer(this.#dialog?.returnValue === 'yes');
    this.question = null;
  };

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }
}

function form({ title, text, act }: Question): TemplateResult {
  return html`<form method="dialog">
    <h2 id="title">${title}</h2>
    <p id="text">${text}</p>
    <div class="acts">
      <button class="button" value="no">Back</button>
      <button class="button primary" value="yes">${act}</button>
    </div>
  </form>`;
}
