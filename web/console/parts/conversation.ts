import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RecordedEvent } from '../../../protocol/call-record.ts';
import { tint } from '../../look/tint.ts';
import { nameOf, type Cast } from '../cast.ts';
import { CONSOLE_ICONS } from './console-icons.ts';
import { lineOf } from './event-line.ts';
import { exactly, moment } from './time.ts';

/** Events that say nothing which a turn or another event does not say better. */
const UNSAID = ['variable_set', 'handoff_requested', 'tool_call'];

/** What was said and what happened, as it grows; finished sentences are read out once. */
export function conversation(events: readonly RecordedEvent[], cast: Cast): TemplateResult {
  const shown = events.filter((event) => !UNSAID.includes(event.type) || isManual(event));
  return transcript(
    shown.length > 0 &&
      repeat(
        shown,
        ({ id }) => id,
        (event) => (event.type === 'turn' ? turn(event, cast) : note(event, cast)),
      ),
  );
}

/** Where it grows; false: nothing was said yet. */
export function transcript(said: unknown): TemplateResult {
  return html`<div
    class="transcript"
    data-part="transcript"
    tabindex="0"
    role="log"
    aria-label="Transcript"
    aria-live="polite"
  >
    ${said || html`<p class="quiet">Nothing was said yet. It appears here as it is spoken.</p>`}
  </div>`;
}

function isManual(event: RecordedEvent): boolean {
  return event.type === 'tool_call' && event.name === 'operator_transfer';
}

type Turn = Pick<
  Extract<RecordedEvent, { type: 'turn' }>,
  'role' | 'character' | 'text' | 'at' | 'interrupted'
>;

export function turn(event: Turn, cast: Cast): TemplateResult {
  const who = event.role === 'caller' ? 'Caller' : nameOf(cast, event.character);
  return html`<article
    class="turn ${event.role}"
    ${tint(event.role === 'agent' ? cast.get(event.character)?.appearance.color : undefined)}
  >
    <p class="author">
      ${who}<time datetime=${event.at} title=${exactly(event.at)}>${moment(event.at)}</time>
    </p>
    <p class="words">${event.text}</p>
    ${event.interrupted ? html`<p class="cut">cut off by the caller</p>` : nothing}
  </article>`;
}

function note(event: RecordedEvent, cast: Cast): TemplateResult {
  const { icon, tone, title, detail } = lineOf(event, cast);
  return html`<div class="note ${tone}">
    ${CONSOLE_ICONS[icon]}
    <p>${title}${detail ? html`<span>${detail}</span>` : nothing}</p>
  </div>`;
}
