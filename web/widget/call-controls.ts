import { html, nothing, type TemplateResult } from 'lit';
import type { Actions, PanelState } from './actions.ts';
import { isJoined } from './call-phase.ts';
import type { CallView } from './call-view.ts';
import { ICONS } from './icons.ts';

export function callControls(view: CallView, state: PanelState, actions: Actions): TemplateResult {
  const joined = isJoined(view.phase);
  return html`<div class="controls" role="group" aria-label="Call controls">
    ${view.speaking ? muteButton(view, actions, joined) : nothing}
    <button
      class="control"
      type="button"
      data-part="keypad-toggle"
      aria-label="Keypad"
      aria-expanded=${String(state.keypadOpen)}
      ?disabled=${!joined || view.onHold}
      @click=${actions.toggleKeypad}
    >
      ${ICONS.keypad}<span aria-hidden="true">Keypad</span>
    </button>
    <button
      class="control end"
      type="button"
      data-part="end"
      aria-label="End call"
      @click=${actions.hangUp}
    >
      ${ICONS.end}<span aria-hidden="true">${joined ? 'End' : 'Cancel'}</span>
    </button>
  </div>`;
}

function muteButton(view: CallView, actions: Actions, joined: boolean): TemplateResult {
  return html`<button
    class="control mute"
    type="button"
    data-part="mute"
    aria-label="Mute microphone"
    aria-pressed=${String(view.muted)}
    ?disabled=${!joined}
    @click=${actions.toggleMute}
  >
    ${view.muted ? ICONS.muted : ICONS.microphone}
    <span aria-hidden="true">${view.muted ? 'Muted' : 'Mute'}</span>
  </button>`;
}

export function soundBar(view: CallView, actions: Actions): unknown {
  if (!view.soundBlocked) return nothing;
  return html`<button class="sound" type="button" data-part="sound" @click=${actions.startSound}>
    ${ICONS.sound} Your browser is holding the sound back. Turn it on
  </button>`;
}
