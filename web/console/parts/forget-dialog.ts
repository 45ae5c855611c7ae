import { html, LitElement, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ForgottenCaller } from '../../../protocol/forgotten.ts';
import { ask, ConsoleFault } from '../api.ts';
import { query } from '../paged.ts';
import { say } from '../say.ts';
import { dialogStyle } from '../style/dialog-style.ts';
import { pageStyle } from '../style/page-style.ts';
import { textIn } from './form-text.ts';
import { faultList } from './states.ts';

/** Asks whose data goes, and says what goes with it. Fires `forgotten`. */
export class ForgetDialog extends LitElement {
  static override properties = { fault: { state: true }, opened: { state: true } };
  static override styles = [...pageStyle, dialogStyle];

  declare fault: ConsoleFault | null;
  /** Counts the openings: each begins with a form nobody has typed into. */
  declare opened: number;

  constructor() {
    super();
    this.fault = null;
    this.opened = 0;
  }

  open(): void {
    this.fault = null;
    this.opened += 1;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector('dialog')?.showModal();
    });
  }

  protected override render(): TemplateResult {
    const form = html`<form @submit=${this.#submit}>
      <h2 id="title">Delete this caller's data?</h2>
      <p id="text">
        Their calls go, with all that was said, the messages and recordings they left, the callbacks
        they wait for and their places at the desk; and their number goes from what others have
        said. It cannot be brought back. Calls that go on are left as they are.
      </p>
      ${faultList(this.fault)}
      <div class="field">
        <label for="who">Known by</label>
        <select id="who" name="who">
          <option value="caller_id">The number that called</option>
          <option value="user_id">The verified user id</option>
        </select>
      </div>
      <div class="field">
        <label for="value">Number or id</label>
        <input id="value" name="value" required maxlength="256" spellcheck="false" />
        <span class="hint">As it stands in the list of calls, such as +15550100123</span>
      </div>
      <div class="acts">
        <button class="button" type="button" @click=${this.#close}>Back</button>
        <button class="button danger">Delete for good</button>
      </div>
    </form>`;
    return html`<dialog role="alertdialog" aria-labelledby="title" aria-describedby="text">
      ${keyed(this.opened, form)}
    </dialog>`;
  }

  readonly #close = (): void => {
    this.renderRoot.querySelector('dialog')?.close();
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (event.target instanceof HTMLFormElement) void this.#forget(new FormData(event.target));
  };

  async #forget(fields: FormData): Promise<void> {
    const whose = query({ [textIn(fields, 'who')]: textIn(fields, 'value') });
    try {
      const gone = await ask(ForgottenCaller, `/api/callers${whose}`, { method: 'DELETE' });
      this.#close();
      say(sentence(gone));
      this.dispatchEvent(new Event('forgotten'));
    } catch (fault) {
      if (!(fault instanceof ConsoleFault)) throw fault;
      this.fault = fault;
    }
  }
}

function sentence({ calls, messages, callbacks, going_on }: ForgottenCaller): string {
  const gone = `Deleted: ${calls} calls, ${messages} messages, ${callbacks} callbacks.`;
  if (going_on === 0) return gone;
  return `${gone} ${going_on} going on: delete again when they are over.`;
}
