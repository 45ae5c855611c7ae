import { html, nothing, type TemplateResult } from 'lit';
import type { DeskEntry } from '../../../protocol/desk.ts';
import type { Cast } from '../cast.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { between, length } from '../parts/time.ts';
import { pathTo } from '../route.ts';
import { stateBadge } from './desk-queue.ts';
import { callerName } from './desk-sentences.ts';
import { isOf } from './desk-state.ts';

export interface Looking {
  readonly me: string;
  readonly cast: Cast;
  /** One call at a time. */
  readonly busy: boolean;
  readonly take: () => void;
}

/** A call at the desk that is looked at, and may be taken. */
export function waitingCall(entry: DeskEntry, { me, cast, busy, take }: Looking): TemplateResult {
  return html`<section class="card" aria-labelledby="chosen-title">
    <header>
      <a class="button plain tight to-list" href=${pathTo('desk')} aria-label="Back to the queue">
        ${CONSOLE_ICONS.back}
      </a>
      <div class="grow">
        <h2 id="chosen-title" tabindex="-1">${callerName(entry)}</h2>
        <p class="soft small">
          ${entry.queue} · here for ${length(between(entry.enqueued_at, null))}
        </p>
      </div>
      ${stateBadge(entry, me)}
      ${
        entry.state === 'waiting' || (isOf(entry, me) && !busy)
          ? html`<button class="button primary" type="button" ?disabled=${busy} @click=${take}>
              ${entry.state === 'waiting' ? 'Take the call' : 'Join again'}
            </button>`
          : nothing
      }
    </header>
    <console-call-story .entry=${entry} .cast=${cast}></console-call-story>
  </section>`;
}
