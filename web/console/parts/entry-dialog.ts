import { html, LitElement, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { TRANSFER_MODES, type DirectoryEntry } from '../../../protocol/directory.ts';
import { ConsoleFault, send } from '../api.ts';
import { say } from '../say.ts';
import { dialogStyle } from '../style/dialog-style.ts';
import { pageStyle } from '../style/page-style.ts';
import { textIn } from './form-text.ts';
import { faultList } from './states.ts';

export interface ListedEntry extends DirectoryEntry {
  readonly etag: string;
}

const BLANK = { display_name: '', username: '', transfer_mode: 'Auto', enabled: true } as const;

/** One entry of the directory, to be written or changed. Fires `saved`. */
export class EntryDialog extends LitElement {
  static override properties = {
    entry: { state: true },
    fault: { state: true },
    opened: { state: true },
  };
  static override styles = [...pageStyle, dialogStyle];

  declare entry: ListedEntry | null;
  declare fault: ConsoleFault | null;
  /** Counts the openings: each begins with a form nobody has typed into. */
  declare opened: number;

  constructor() {
    super();
    this.entry = null;
    this.fault = null;
    this.opened = 0;
  }

  /** Null: a new one. */
  edit(entry: ListedEntry | null): void {
    this.entry = entry;
    this.fault = null;
    this.opened += 1;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector('dialog')?.showModal();
    });
  }

  protected override render(): TemplateResult {
    const shown: DirectoryEntry = { id: '', ...(this.entry ?? BLANK) };
    const { display_name, username, transfer_mode, mailbox = '', aliases = [], enabled } = shown;
    const form = html`<form @submit=${this.#submit}>
      <h2 id="title">${this.entry ? `Edit ${this.entry.display_name}` : 'Add an entry'}</h2>
      ${faultList(this.fault)}
      <div class="field">
        <label for="display_name">Name</label>
        <input id="display_name" name="display_name" required .value=${display_name} />
        <span class="hint"
          >As callers say it; where they work in parentheses: Jamie Lee (accounts)</span
        >
      </div>
      <div class="field">
        <label for="username">Reached at</label>
        <input id="username" name="username" required spellcheck="false" .value=${username} />
        <span class="hint">A SIP user, an extension, a number such as +15550100123, or a URI</span>
      </div>
      <div class="field">
        <label for="aliases">Also called</label>
        <input id="aliases" name="aliases" .value=${aliases.join('; ')} />
        <span class="hint">Nicknames and former names, separated by ;</span>
      </div>
      <div class="field">
        <label for="mailbox">Mailbox</label>
        <input id="mailbox" name="mailbox" spellcheck="false" .value=${mailbox} />
      </div>
      <div class="field">
        <label for="transfer_mode">Transfer</label>
        <select id="transfer_mode" name="transfer_mode">
          ${TRANSFER_MODES.map(
            (mode) =>
              html`<option value=${mode} .selected=${mode === transfer_mode}>${mode}</option>`,
          )}
        </select>
      </div>
      <label class="check">
        <input type="checkbox" name="enabled" .checked=${enabled} /> Callers find it
      </label>
      <div class="acts">
        <button class="button" type="button" @click=${this.#close}>Cancel</button>
        <button class="button primary">Save</button>
      </div>
    </form>`;
    return html`<dialog aria-labelledby="title">${keyed(this.opened, form)}</dialog>`;
  }

  readonly #close = (): void => {
    this.renderRoot.querySelector('dialog')?.close();
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (event.target instanceof HTMLFormElement) void this.#save(new FormData(event.target));
  };

  async #save(fields: FormData): Promise<void> {
    const { entry } = this;
    const text = (name: string) => textIn(fields, name);
    const aliases = text('aliases')
      .split(';')
      .map((one) => one.trim());
    const json = {
      display_name: text('display_name'),
      username: text('username'),
      transfer_mode: text('transfer_mode'),
      enabled: fields.has('enabled'),
      ...(text('mailbox') && { mailbox: text('mailbox') }),
      ...(text('aliases') && { aliases: aliases.filter(Boolean) }),
    };
    try {
      const path = `/api/directory${entry ? `/${entry.id}` : ''}`;
      await send(path, { method: entry ? 'PUT' : 'POST', json, ifMatch: entry?.etag });
      this.#close();
      say(`${json.display_name} is saved.`);
      this.dispatchEvent(new Event('saved'));
    } catch (fault) {
      if (!(fault instanceof ConsoleFault)) throw fault;
      this.fault = fault;
    }
  }
}
