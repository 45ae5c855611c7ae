import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { dialogStyle } from './style/dialog-style.ts';
import { pageStyle } from './style/page-style.ts';
import { SURE, type Question } from './sure.ts';

/** Asks before something that cannot be taken back; Escape is a no. */
export class SureBox extends LitElement {
  static override properties = { question: { state: true } };
  static override styles = [...pageStyle, dialogStyle];

  declare question: Question | null;
  #before = Promise.resolve();

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
    return html`<dialog role="alertdialog" aria-labelledby="title" aria-describedby="text">
      ${question ? form(question) : nothing}
    </dialog>`;
  }

  /** Whoever asks beside a question that stands open is told no. */
  readonly #asked = (event: Event): void => {
    const question = (event as CustomEvent<Question>).detail;
    if (this.#dialog?.open) question.answer(false);
    else this.#before = this.#before.then(() => this.#ask(question));
  };

  /** A dialog says some time after it has closed that it did: the next question waits for that. */
  async #ask(question: Question): Promise<void> {
    this.question = question;
    await this.updateComplete;
    const dialog = this.#dialog;
    if (!dialog) return;
    const closed = new Promise((resolve) => {
      dialog.addEventListener('close', resolve, { once: true });
    });
    dialog.returnValue = 'no';
    dialog.showModal();
    await closed;
    this.question = null;
    question.answer(dialog.returnValue === 'yes');
  }

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
