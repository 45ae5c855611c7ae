import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { z } from 'zod';
import { DirectoryEntry } from '../../../protocol/directory.ts';
import { ask, ConsoleFault, send } from '../api.ts';
import { Loaded } from '../loaded.ts';
import { focusNextRow } from '../next-row.ts';
import { query, readOn, withRow, type Paged } from '../paged.ts';
import { badge } from '../parts/badge.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { EntryDialog, type ListedEntry } from '../parts/entry-dialog.ts';
import { textIn } from '../parts/form-text.ts';
import { pageHead } from '../parts/page-head.ts';
import { foldingTable, moreButton } from '../parts/paged-table.ts';
import { empty, faultList } from '../parts/states.ts';
import { go, pathTo } from '../route.ts';
import { attempt, say } from '../say.ts';
import { sure } from '../sure.ts';
import { pageStyle } from '../style/page-style.ts';

customElements.define('console-entry', EntryDialog);

const Listed = DirectoryEntry.extend({ etag: z.string() });
const Page = z.object({ entries: z.array(Listed), next: z.string().nullable() });
const count = z.int();
const Imported = z.object({ added: count, changed: count, removed: count, unchanged: count });

/** Whom callers may ask for by name. */
export class DirectoryPage extends LitElement {
  static override properties = {
    search: { attribute: false },
    fault: { state: true },
    leaving: { state: true },
  };
  static override styles = pageStyle;

  /** Of the address. */
  declare search: string;
  declare fault: ConsoleFault | null;
  /** Id of the entry that is being removed. */
  declare leaving: string | null;
  readonly #entries = new Loaded<Paged<ListedEntry>>(this, (signal) => this.#read(null, signal));

  constructor() {
    super();
    this.search = '';
    this.fault = null;
    this.leaving = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Another search by a link, or by the way back.
    if (changed.get('search') !== undefined) void this.#entries.reload();
  }

  protected override render(): TemplateResult {
    const acts = html`<a class="button" href="/api/directory.csv" download="directory.csv">
        Export CSV
      </a>
      <button class="button" type="button" @click=${this.#choose}>Import CSV</button>
      <input
        type="file"
        accept=".csv,text/csv"
        aria-label="File to import"
        hidden
        @change=${this.#chosen}
      />
      <button class="button primary" type="button" @click=${this.#add}>
        ${CONSOLE_ICONS.plus} Add an entry
      </button>`;
    return html`${pageHead('Directory', 'Whom callers may ask for by name.', acts)}
      ${this.fault ? html`<div class="more-room">${faultList(this.fault)}</div>` : nothing}
      <form class="filters" role="search" @submit=${this.#wanted}>
        <div class="field wide">
          <label for="q">Search as it is heard</label>
          <input
            id="q"
            name="q"
            type="search"
            placeholder="Jamie in accounts"
            .value=${new URLSearchParams(this.search).get('q') ?? ''}
          />
        </div>
        <button class="button">Search</button>
      </form>
      <div class="card">${this.#entries.show((page) => this.#table(page))}</div>
      <console-entry @saved=${() => void this.#entries.reload(true)}></console-entry>`;
  }

  #table({ rows, next }: Paged<ListedEntry>): TemplateResult {
    if (rows.length === 0) return this.#nothing();
    return html`${foldingTable({
      caption: 'Entries',
      head: html`<th scope="col">Name</th>
        <th scope="col">Also called</th>
        <th scope="col">Reached at</th>
        <th scope="col">Transfer</th>
        <th scope="col"><span class="visually-hidden">Acts</span></th>`,
      rows,
      keyOf: ({ id }) => id,
      row: (entry) => this.#row(entry),
    })}
    ${moreButton(next, 'Show more', () => {
      void readOn(this.#entries, (before) => this.#read(before));
    })}`;
  }

  #row(entry: ListedEntry): TemplateResult {
    return html`<tr>
      <td>
        <strong>${entry.display_name}</strong>
        ${entry.enabled ? nothing : badge({ text: 'Off', tone: 'warn' })}
      </td>
      <td class="soft whole">${entry.aliases?.join(', ') ?? ''}</td>
      <td class="mono">${entry.username}</td>
      <td class="soft">${entry.transfer_mode}</td>
      <td class="last">
        <div class="acts">
          <button
            class="button tight"
            type="button"
            aria-label=${`Edit ${entry.display_name}`}
            @click=${() => {
              this.#dialog?.edit(entry);
            }}
          >
            Edit
          </button>
          <button
            class="button tight danger"
            type="button"
            aria-label=${`Remove ${entry.display_name}`}
            ?disabled=${this.leaving === entry.id}
            @click=${() => void this.#remove(entry)}
          >
            Remove
          </button>
        </div>
      </td>
    </tr>`;
  }

  #nothing(): TemplateResult {
    if (this.search !== '')
      return empty(
        'Nobody is called that',
        html`Try it as it sounds, or <a href=${pathTo('directory')}>see everybody</a>.`,
      );
    return empty('The directory is empty', 'Add an entry, or import a CSV file of your own.');
  }

  async #remove(entry: ListedEntry): Promise<void> {
    if (this.leaving !== null) return;
    this.leaving = entry.id;
    const path = `/api/directory/${entry.id}`;
    const place = this.#entries.value?.rows.indexOf(entry) ?? 0;
    const removed = await attempt(async () => {
      await send(path, { method: 'DELETE', ifMatch: entry.etag });
      const undo = () =>
        void attempt(async () => {
          await send(`${path}/restore`, { method: 'POST' });
          say(`${entry.display_name} is back.`);
          await this.#entries.reload(true);
        });
      say(`${entry.display_name} was removed.`, { undo });
      const { value } = this.#entries;
      if (value) this.#entries.change(withRow(value, ({ id }) => id === entry.id, null));
    });
    this.leaving = null;
    if (removed) await focusNextRow(this, { place, button: 'tbody .danger', otherwise: '#q' });
  }

  readonly #choose = (): void => {
    this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click();
  };

  readonly #chosen = (event: Event): void => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    const [file] = input.files ?? [];
    input.value = '';
    if (file) void this.#import(file);
  };

  async #import(body: File): Promise<void> {
    this.fault = null;
    const yes = await sure({
      title: `Import ${body.name}?`,
      text: 'The directory becomes what the file says. Entries that are not in it are removed.',
      act: 'Import',
    });
    if (!yes) return;
    try {
      const done = await ask(Imported, '/api/directory.csv', { method: 'PUT', body });
      const { added, changed, removed, unchanged } = done;
      say(
        `Imported: ${added} added, ${changed} changed, ${removed} removed, ${unchanged} as before.`,
      );
      await this.#entries.reload(true);
    } catch (fault) {
      if (!(fault instanceof ConsoleFault)) throw fault;
      this.fault = fault;
    }
  }

  readonly #add = (): void => {
    this.#dialog?.edit(null);
  };

  readonly #wanted = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const q = textIn(new FormData(event.target), 'q');
    const search = query({ q });
    if (search === this.search) void this.#entries.reload();
    else go(`${pathTo('directory')}${search}`);
  };

  get #dialog(): EntryDialog | null {
    return this.renderRoot.querySelector('console-entry');
  }

  async #read(after: string | null, signal?: AbortSignal): Promise<Paged<ListedEntry>> {
    const q = new URLSearchParams(this.search).get('q');
    const path = `/api/directory${query({ q, after })}`;
    const { entries: rows, next } = await ask(Page, path, signal ? { signal } : {});
    return { rows, next };
  }
}
