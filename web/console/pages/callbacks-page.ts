import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { z } from 'zod';
import { Callback, CALLBACK_STATES } from '../../../protocol/callback.ts';
import { ask } from '../api.ts';
import { loadCast, nameOf, type Cast } from '../cast.ts';
import { KeptFresh } from '../kept-fresh.ts';
import { Loaded } from '../loaded.ts';
import { query, readOn, type Paged } from '../paged.ts';
import { badge } from '../parts/badge.ts';
import { pageHead } from '../parts/page-head.ts';
import { foldingTable, moreButton } from '../parts/paged-table.ts';
import { empty } from '../parts/states.ts';
import { exactly, moment } from '../parts/time.ts';
import { CALLBACK_WORDS } from '../parts/words.ts';
import { pathTo } from '../route.ts';
import { attempt, say } from '../say.ts';
import { sure } from '../sure.ts';
import { pageStyle } from '../style/page-style.ts';

const Page = z.object({ callbacks: z.array(Callback), next: z.string().nullable() });

/** Calls that callers have asked for. */
export class CallbacksPage extends LitElement {
  static override properties = { state: { state: true } };
  static override styles = pageStyle;

  declare state: string;
  readonly #cast = new Loaded<Cast>(this, loadCast);
  readonly #callbacks: Loaded<Paged<Callback>>;

  constructor() {
    super();
    this.state = '';
    this.#callbacks = new Loaded(this, (signal) => this.#read(null, signal));
    new KeptFresh(this, this.#callbacks);
  }

  protected override render(): TemplateResult {
    return html`${pageHead('Callbacks', 'Who wanted to be called back, and when they will be.')}
      <div class="filters">
        <div class="field">
          <label for="state">State</label>
          <select id="state" @change=${this.#narrow}>
            <option value="">All</option>
            ${CALLBACK_STATES.map(
              (one) => html`<option value=${one}>${CALLBACK_WORDS[one].text}</option>`,
            )}
          </select>
        </div>
      </div>
      <div class="card">${this.#callbacks.show((page) => this.#table(page))}</div>`;
  }

  #table({ rows, next }: Paged<Callback>): TemplateResult {
    if (rows.length === 0)
      return empty(
        'Nobody waits for a call',
        'A caller who cannot be helped now can ask to be called back; the wish appears here.',
      );
    return html`${foldingTable({
      caption: 'Callbacks, newest first',
      head: html`<th scope="col">Whom</th>
        <th scope="col">About</th>
        <th scope="col">Who calls</th>
        <th scope="col">Due</th>
        <th scope="col">State</th>
        <th scope="col"><span class="visually-hidden">Acts</span></th>`,
      rows,
      keyOf: ({ callback_id }) => callback_id,
      row: (one) => this.#row(one),
    })}
    ${moreButton(next, 'Show earlier ones', () => {
      void readOn(this.#callbacks, (before) => this.#read(before));
    })}`;
  }

  #row(one: Callback): TemplateResult {
    const calls = one.placed_session_id ?? one.session_id;
    return html`<tr>
      <td>
        <a class="row" href=${pathTo('calls', calls)}>${one.name ?? one.number}</a>
        ${one.name ? html`<br /><span class="soft small">${one.number}</span>` : nothing}
      </td>
      <td class="whole">${one.reason}</td>
      <td class="soft">${nameOf(this.#cast.value ?? new Map(), one.character)}</td>
      <td class="soft nowrap">
        <time datetime=${one.due_at} title=${exactly(one.due_at)}>${moment(one.due_at)}</time>
      </td>
      <td class="top">
        ${badge(CALLBACK_WORDS[one.state])}
        ${one.last_outcome ? html`<br /><span class="soft small">${one.last_outcome}</span>` : nothing}
      </td>
      <td class="last">${one.state === 'waiting' ? this.#acts(one) : nothing}</td>
    </tr>`;
  }

  #acts(one: Callback): TemplateResult {
    const whom = one.name ?? one.number;
    const act = async (verb: 'now' | 'cancel', done: string) => {
      await attempt(async () => {
        await ask(Callback, `/api/callbacks/${one.callback_id}/${verb}`, { method: 'POST' });
        say(done);
      });
      // Also where it was refused: then it is not what is shown any more.
      await this.#callbacks.reload(true);
    };
    const cancel = async () => {
      const text = 'They wait for a call that will not come; this cannot be taken back.';
      const yes = await sure({ title: `Not call ${whom} back?`, text, act: 'Cancel the callback' });
      if (yes) await act('cancel', `${whom} is not called any more.`);
    };
    return html`<div class="acts">
      <button
        class="button tight"
        type="button"
        aria-label=${`Call ${whom} now`}
        @click=${() => void act('now', `${whom} is called now.`)}
      >
        Call now
      </button>
      <button
        class="button tight danger"
        type="button"
        aria-label=${`Cancel the call to ${whom}`}
        @click=${() => void cancel()}
      >
        Cancel
      </button>
    </div>`;
  }

  readonly #narrow = (event: Event): void => {
    if (event.target instanceof HTMLSelectElement) this.state = event.target.value;
    void this.#callbacks.reload();
  };

  async #read(before: string | null, signal?: AbortSignal): Promise<Paged<Callback>> {
    const path = `/api/callbacks${query({ state: this.state, before })}`;
    const { callbacks: rows, next } = await ask(Page, path, signal ? { signal } : {});
    return { rows, next };
  }
}
