import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DeskEntry } from '../../../protocol/desk.ts';
import { badge } from '../parts/badge.ts';
import { empty } from '../parts/states.ts';
import { between, length } from '../parts/time.ts';
import { DESK_STATE_WORDS } from '../parts/words.ts';
import { pathTo } from '../route.ts';
import { callerName } from './desk-sentences.ts';
import { isOf } from './desk-state.ts';

/** Who waits and who is being helped, oldest first. */
export function deskQueue(
  entries: readonly DeskEntry[],
  chosen: string | null,
  me: string,
): TemplateResult {
  return html`<section class="card queue" aria-labelledby="queue-title">
    <h2 id="queue-title" tabindex="-1">Queue</h2>
    ${entries.length === 0 ? nobody() : list(entries, chosen, me)}
  </section>`;
}

function nobody(): TemplateResult {
  return empty('Nobody waits', 'Callers who ask for a person come here while somebody is on duty.');
}

function list(entries: readonly DeskEntry[], chosen: string | null, me: string): TemplateResult {
  return html`<ul aria-label="Calls at the desk">
    ${repeat(
      entries,
      ({ id }) => id,
      (entry) => item(entry, entry.id === chosen, me),
    )}
  </ul>`;
}

function item(entry: DeskEntry, chosen: boolean, me: string): TemplateResult {
  const { id, queue, reason, position, enqueued_at } = entry;
  return html`<li>
    <a class="item" href=${pathTo('desk', id)} aria-current=${chosen ? 'true' : nothing}>
      <span class="position">
        ${position === null ? html`<span aria-hidden="true">–</span>` : html`<span class="visually-hidden">Position </span>${position}`}
      </span>
      <span class="about">
        <span class="top">
          <strong>${callerName(entry)}</strong>
          <span class="soft small nowrap">${length(between(enqueued_at, null))}</span>
        </span>
        <span class="soft small">${queue}</span>
        <span class="reason">${reason}</span>
        <span>${stateBadge(entry, me)}</span>
      </span>
    </a>
  </li>`;
}

export function stateBadge(entry: DeskEntry, me: string): TemplateResult {
  if (isOf(entry, me)) return badge({ text: 'Yours', tone: 'good' });
  const { text, tone } = DESK_STATE_WORDS[entry.state];
  const by = entry.state === 'waiting' ? null : entry.claimed_by;
  return badge({ text: by ? `${text}: ${by}` : text, tone });
}
