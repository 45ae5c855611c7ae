import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { AuditPage as Page, type AuditEntry } from '../../../protocol/audit.ts';
import { ask } from '../api.ts';
import { Loaded } from '../loaded.ts';
import { query, readOn, type Paged } from '../paged.ts';
import { badge } from '../parts/badge.ts';
import { pageHead } from '../parts/page-head.ts';
import { foldingTable, moreButton } from '../parts/paged-table.ts';
import { empty } from '../parts/states.ts';
import { exactly, moment } from '../parts/time.ts';
import { pageStyle } from '../style/page-style.ts';

/** The acts of the console in words; what is not here stands as it was asked. */
const ACTS: Readonly<Record<string, string>> = {
  'POST /api/sign-in': 'Signed in',
  'GET /api/oidc/start': 'Went to single sign-on',
  'GET /api/oidc/callback': 'Signed in by single sign-on',
  'POST /api/sign-out': 'Signed out',
  'POST /api/calls/{session_id}/transfer': 'Transferred a call',
  'POST /api/calls/outbound': 'Had somebody called',
  'POST /api/messages/{message_id}/done': 'Ticked a message off',
  'POST /api/messages/{message_id}/undone': 'Took a tick back',
  'POST /api/messages/{message_id}/deliver': 'Delivered a message',
  'POST /api/callbacks/{callback_id}/now': 'Placed a callback at once',
  'POST /api/callbacks/{callback_id}/cancel': 'Cancelled a callback',
  'POST /api/directory': 'Added an entry to the directory',
  'PUT /api/directory/{id}': 'Changed an entry of the directory',
  'DELETE /api/directory/{id}': 'Removed an entry of the directory',
  'POST /api/directory/{id}/restore': 'Brought an entry back',
  'PUT /api/directory.csv': 'Imported the directory',
  'PUT /api/characters/{slug}': 'Changed a character',
  'POST /api/characters/{slug}/versions/{version}/restore': 'Brought a character back',
};

/** Who did what. */
export class AuditPage extends LitElement {
  static override styles = pageStyle;

  readonly #acts = new Loaded<Paged<AuditEntry>>(this, (signal) => this.#read(null, signal));

  protected override render(): TemplateResult {
    return html`${pageHead('Audit', 'Every act in the console, kept for good.')}
      <div class="card">${this.#acts.show((page) => this.#table(page), 8)}</div>`;
  }

  #table({ rows, next }: Paged<AuditEntry>): TemplateResult {
    if (rows.length === 0) return empty('No acts yet', 'What somebody changes here is noted here.');
    return html`${foldingTable({
      caption: 'Acts, newest first',
      head: html`<th scope="col">Who</th>
        <th scope="col">Act</th>
        <th scope="col">On</th>
        <th scope="col">Outcome</th>
        <th scope="col">When</th>`,
      rows,
      keyOf: ({ id }) => String(id),
      row,
    })}
    ${moreButton(next, 'Show earlier acts', () => {
      void readOn(this.#acts, (before) => this.#read(before));
    })}`;
  }

  async #read(before: string | null, signal?: AbortSignal): Promise<Paged<AuditEntry>> {
    const path = `/api/audit${query({ limit: '50', before })}`;
    const { entries: rows, next } = await ask(Page, path, signal ? { signal } : {});
    return { rows, next: next === null ? null : String(next) };
  }
}

function row({ who, role, act, on, detail, outcome, at }: AuditEntry): TemplateResult {
  const done = outcome === 'done';
  return html`<tr>
    <td>
      <strong>${who ?? 'Nobody known'}</strong>
      ${role ? html`<span class="soft small">${role}</span>` : nothing}
    </td>
    <td class="whole">
      ${ACTS[act] ?? html`<span class="mono">${act}</span>`}${detail ? html`<br /><span class="soft small">${detail}</span>` : nothing}
    </td>
    <td class="whole soft mono small">${on ?? ''}</td>
    <td class="top">
      ${badge({ text: done ? 'Done' : outcome.replaceAll('_', ' '), tone: done ? 'good' : 'bad' })}
    </td>
    <td class="soft nowrap"><time datetime=${at} title=${exactly(at)}>${moment(at)}</time></td>
  </tr>`;
}
