import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isPaused, type CallView } from './call-view.ts';
import { tint } from '../look/tint.ts';
import type { Entry } from './transcript.ts';

/**
 * Finished sentences are a live log and read out once; the one still growing stands below it,
 * hidden from screen readers, so that it is not read out word by word.
 */
export function transcriptLog(view: CallView): TemplateResult {
  const entries = view.transcript.filter((entry) => !entry.held);
  const open = entries.findIndex((entry) => !entry.final);
  const said = open === -1 ? entries : entries.slice(0, open);
  const growing = open === -1 ? [] : entries.slice(open);
  return html`<div
    class="transcript ${isPaused(view) ? 'paused' : ''}"
    data-part="transcript"
    data-paused=${String(isPaused(view))}
    tabindex="0"
    role="region"
    aria-label="Transcript"
  >
    <div role="log" aria-live="polite" aria-relevant="additions" aria-label="What was said">
      ${rows(said)}
    </div>
    <div aria-hidden="true">${rows(growing)}</div>
    ${isPaused(view) ? html`<p class="pause" data-part="paused">Transcript paused</p>` : nothing}
    ${entries.length === 0 && !isPaused(view) ? empty() : nothing}
  </div>`;
}

function rows(entries: readonly Entry[]): unknown {
  return repeat(entries, (entry) => entry.id, row);
}

function row(entry: Entry): TemplateResult {
  return html`<article
    class="entry ${entry.speaker}"
    data-who=${entry.who}
    data-speaker=${entry.speaker}
    data-final=${String(entry.final)}
    data-id=${entry.id}
    ${tint(entry.color)}
  >
    <p class="author">${entry.speaker === 'caller' ? 'You' : entry.who}</p>
    <p class="text" data-part="text">${entry.text}</p>
    ${
      entry.undelivered
        ? html`<p class="undelivered" role="alert">Not delivered. Please send it again.</p>`
        : nothing
    }
  </article>`;
}

function empty(): TemplateResult {
  return html`<p class="empty">What is said appears here.</p>`;
}
