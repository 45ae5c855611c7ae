import { html, nothing, type TemplateResult } from 'lit';
import type { Actions, PanelState } from './actions.ts';
import { agentCard } from './agent-card.ts';
import { callControls, soundBar } from './call-controls.ts';
import { isJoined, isLive } from './call-phase.ts';
import { phaseOf, type CallView } from './call-view.ts';
import { composer } from './composer.ts';
import { ICONS } from './icons.ts';
import { keypad } from './keypad.ts';
import { noticeView } from './notice-view.ts';
import { noticeOf, noTypingBecause, statusOf } from './sentences.ts';
import { transcriptLog } from './transcript-log.ts';
import { welcome } from './welcome.ts';

export function panel(view: CallView, state: PanelState, actions: Actions): TemplateResult {
  return html`<div
    id="panel"
    class="panel"
    role="dialog"
    aria-labelledby="title"
    data-part="panel"
    data-phase=${phaseOf(view)}
  >
    <header>
      <h2 id="title" tabindex="-1">${state.heading}</h2>
      <button
        class="icon"
        type="button"
        data-part="minimise"
        aria-label=${isLive(view.phase) ? 'Minimise, the call goes on' : 'Close'}
        @click=${actions.minimise}
      >
        ${ICONS.minimise}
      </button>
    </header>
    <p class="visually-hidden" role="status" data-part="status">${statusOf(view)}</p>
    ${body(view, state, actions)}
  </div>`;
}

function body(view: CallView, state: PanelState, actions: Actions): TemplateResult {
  if (isLive(view.phase)) return callBody(view, state, actions);
  const notice = noticeOf(view);
  if (notice === undefined) return welcome(actions);
  const spoken = view.transcript.length > 0;
  return html`<div class="over ${spoken ? '' : 'alone'}">
    ${spoken ? transcriptLog(view) : nothing} ${noticeView(notice, phaseOf(view), actions)}
  </div>`;
}

function callBody(view: CallView, state: PanelState, actions: Actions): TemplateResult {
  const ready = isJoined(view.phase) && !view.reconnecting;
  return html`${agentCard(view, state.server)} ${soundBar(view, actions)} ${transcriptLog(view)}
  ${state.keypadOpen && !view.onHold ? keypad(actions, state.dialled) : nothing}
  ${typing(view, state.draft, ready, actions)} ${callControls(view, state, actions)}`;
}

function typing(view: CallView, draft: string, ready: boolean, actions: Actions): TemplateResult {
  const because = noTypingBecause(view);
  if (because === undefined) return composer(draft, actions, { ready, speaking: view.speaking });
  return html`<p class="no-typing" role="note" data-part="no-typing">${because}</p>`;
}
