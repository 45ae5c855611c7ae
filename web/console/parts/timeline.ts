import { html, nothing, type TemplateResult } from 'lit';
import type { CallRecord, RecordedEvent } from '../../../protocol/call-record.ts';
import type { Cast } from '../cast.ts';
import { CONSOLE_ICONS } from './console-icons.ts';
import { lineOf } from './event-line.ts';
import { between, exactly, length } from './time.ts';

/** Everything that happened, in order, with the time since the call began. */
export function timeline({ events, started_at }: CallRecord, cast: Cast): TemplateResult {
  return html`<ol class="timeline">
    ${events.map((event) => row(event, started_at, cast))}
  </ol>`;
}

function row(event: RecordedEvent, started_at: string, cast: Cast): TemplateResult {
  const { icon, tone, title, detail } = lineOf(event, cast);
  const said = event.type === 'turn' ? `said ${event.role}` : '';
  return html`<li class="${said} ${tone}">
    <time datetime=${event.at} title=${exactly(event.at)}>
      ${length(between(started_at, event.at))}
    </time>
    <span class="dot">${CONSOLE_ICONS[icon]}</span>
    <div>
      <p class="what">
        ${title}${
          event.late
            ? html` <span class="badge warn" title="Of a worker that had lost the call">late</span>`
            : nothing
        }
      </p>
      ${detail ? html`<p class="detail">${detail}</p>` : nothing}
    </div>
  </li>`;
}
