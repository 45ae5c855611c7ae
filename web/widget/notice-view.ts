import { html, type TemplateResult } from 'lit';
import type { Actions } from './actions.ts';
import type { PhaseName } from './call-phase.ts';
import { ICONS } from './icons.ts';
import type { Notice, WayOn } from './sentences.ts';

export function noticeView(notice: Notice, phase: PhaseName, actions: Actions): TemplateResult {
  return html`<section class="notice ${phase}" data-part="notice">
    <span class="sign" aria-hidden="true">${phase === 'failed' ? ICONS.alert : ICONS.done}</span>
    <h3 tabindex="-1" data-part="notice-title">${notice.title}</h3>
    <p>${notice.text}</p>
    <div class="ways">
      ${notice.ways.map(
        ({ way, label }, index) =>
          html`<button
            class=${index === 0 ? 'primary' : 'quiet'}
            type="button"
            data-way=${way}
            @click=${act(way, actions)}
          >
            ${label}
          </button>`,
      )}
    </div>
  </section>`;
}

function act(way: WayOn, actions: Actions): () => void {
  if (way === 'call') return actions.call;
  return way === 'type' ? actions.callByTyping : actions.dismiss;
}
