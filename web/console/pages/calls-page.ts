import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { z } from 'zod';
import { CallSummary } from '../../../protocol/call-record.ts';
import { CHANNELS } from '../../../protocol/names.ts';
import type { Role } from '../../../protocol/operator.ts';
import { ask } from '../api.ts';
import { loadCast, nameOf, type Cast } from '../cast.ts';
import { KeptFresh } from '../kept-fresh.ts';
import { Loaded } from '../loaded.ts';
import { query, readOn, type Paged } from '../paged.ts';
import { badge } from '../parts/badge.ts';
import { callerOf } from '../parts/caller.ts';
import { ForgetDialog } from '../parts/forget-dialog.ts';
import { textIn } from '../parts/form-text.ts';
import { pageHead } from '../parts/page-head.ts';
import { foldingTable, moreButton } from '../parts/paged-table.ts';
import { empty } from '../parts/states.ts';
import { between, exactly, length, moment, startOfDay } from '../parts/time.ts';
import { CHANNEL_WORDS, ENDED_WORDS } from '../parts/words.ts';
import { go, pathTo } from '../route.ts';
import { pageStyle } from '../style/page-style.ts';

customElements.define('console-forget', ForgetDialog);

const Page = z.object({ calls: z.array(CallSummary), next: z.string().nullable() });
const FIELDS = ['q', 'channel', 'from', 'to'] as const;

/** Every call that was, and a search through them. */
export class CallsPage extends LitElement {
  static override properties = { role: { attribute: false }, search: { attribute: false } };
  static override styles = pageStyle;

  declare role: Role;
  /** Of the address. */
  declare search: string;
  readonly #cast = new Loaded<Cast>(this, loadCast);
  readonly #calls = new Loaded<Paged<CallSummary>>(this, (signal) => this.#read(null, signal));

  constructor() {
    super();
    this.search = '';
    new KeptFresh(this, this.#calls);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Another search by a link, or by the way back.
    if (changed.get('search') !== undefined) void this.#calls.reload();
  }

  protected override render(): TemplateResult {
    const acts = this.role === 'admin' ? this.#forget() : undefined;
    return html`${pageHead('Calls', 'What was said, what became of it, and why.', acts)}
      ${this.#search()}
      <div class="card">${this.#calls.show((page) => this.#table(page), 8)}</div>
      ${
        acts
          ? html`<console-forget
              @forgotten=${() => void this.#calls.reload(true)}
            ></console-forget>`
          : nothing
      }`;
  }

  #forget(): TemplateResult {
    return html`<button
      class="button danger"
      type="button"
      @click=${() => {
        this.renderRoot.querySelector<ForgetDialog>('console-forget')?.open();
      }}
    >
      Delete this caller's data
    </button>`;
  }

  #search(): TemplateResult {
    const wanted = new URLSearchParams(this.search);
    return html`<form class="filters" role="search" @submit=${this.#submit}>
      <div class="field wide">
        <label for="q">Search</label>
        <input
          id="q"
          name="q"
          type="search"
          placeholder="Words that were said, a number, a character"
          .value=${wanted.get('q') ?? ''}
        />
      </div>
      <div class="field">
        <label for="channel">Channel</label>
        <select id="channel" name="channel">
          <option value="">All</option>
          ${CHANNELS.map(
            (channel) =>
              html`<option value=${channel} ?selected=${wanted.get('channel') === channel}>
                ${CHANNEL_WORDS[channel]}
              </option>`,
          )}
        </select>
      </div>
      <div class="field">
        <label for="from">From</label>
        <input id="from" name="from" type="date" .value=${wanted.get('from') ?? ''} />
      </div>
      <div class="field">
        <label for="to">To</label>
        <input id="to" name="to" type="date" .value=${wanted.get('to') ?? ''} />
      </div>
      <button class="button primary">Search</button>
    </form>`;
  }

  #table({ rows, next }: Paged<CallSummary>): TemplateResult {
    if (rows.length === 0) return this.#nothing();
    return html`${foldingTable({
      caption: 'Calls, newest first',
      head: html`<th scope="col">Caller</th>
        <th scope="col">Spoke with</th>
        <th scope="col">Channel</th>
        <th scope="col">Began</th>
        <th scope="col" class="end">Length</th>
        <th scope="col">End</th>`,
      rows,
      keyOf: ({ session_id }) => session_id,
      row: (call) => this.#row(call),
    })}
    ${moreButton(next, 'Show earlier calls', () => {
      void readOn(this.#calls, (before) => this.#read(before));
    })}`;
  }

  #row(call: CallSummary): TemplateResult {
    const cast = this.#cast.value ?? new Map();
    return html`<tr>
      <td><a class="row" href=${pathTo('calls', call.session_id)}>${callerOf(call)}</a></td>
      <td class="whole">${call.path.map((slug) => nameOf(cast, slug)).join(' → ')}</td>
      <td class="soft nowrap">${CHANNEL_WORDS[call.channel]}</td>
      <td class="nowrap soft">
        <time datetime=${call.started_at} title=${exactly(call.started_at)}
          >${moment(call.started_at)}</time
        >
      </td>
      <td class="end soft">${length(between(call.started_at, call.ended_at))}</td>
      <td class="top">${endOf(call)}</td>
    </tr>`;
  }

  #nothing(): TemplateResult {
    if (this.search === '')
      return empty('No calls yet', 'The first one appears here as soon as somebody calls.');
    return empty(
      'No call fits',
      html`Try fewer words, another day, or <a href=${pathTo('calls')}>see all calls</a>.`,
    );
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const data = new FormData(event.target);
    const fields = FIELDS.map((name) => [name, textIn(data, name)] as const);
    const search = query(Object.fromEntries(fields));
    if (search === this.search) void this.#calls.reload();
    else go(`${pathTo('calls')}${search}`);
  };

  async #read(before: string | null, signal?: AbortSignal): Promise<Paged<CallSummary>> {
    const wanted = Object.fromEntries(new URLSearchParams(this.search));
    const { from, to } = wanted;
    const days = { from: from && startOfDay(from), to: to && startOfDay(to, 1) };
    const path = `/api/calls${query({ ...wanted, ...days, limit: '50', before })}`;
    const { calls: rows, next } = await ask(Page, path, signal ? { signal } : {});
    return { rows, next };
  }
}

function endOf({ ended_at, disconnected_by }: CallSummary): TemplateResult {
  if (ended_at === null) return badge({ text: 'Going on', tone: 'good' });
  const by = disconnected_by ?? 'error';
  const bad = by === 'error' || by === 'worker_lost';
  const good = by === 'transfer' || by === 'transfer_to_agent';
  return badge({ text: ENDED_WORDS[by], tone: bad ? 'bad' : good ? 'accent' : '' });
}
