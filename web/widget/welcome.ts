import { html, type TemplateResult } from 'lit';
import type { Actions } from './actions.ts';
import { ICONS } from './icons.ts';

export function welcome(actions: Actions): TemplateResult {
  return html`<div class="welcome">
    <span class="emblem" aria-hidden="true">${ICONS.voice}</span>
    <p class="lead">Talk to us, right here.</p>
    <p class="hint">
      Speak as you would on the phone. You see what is said, and you can type whenever you like.
    </p>
    <button class="primary" type="button" data-part="start" @click=${actions.call}>
      ${ICONS.microphone} Start call
    </button>
    <button class="quiet" type="button" data-part="start-typing" @click=${actions.callByTyping}>
      ${ICONS.keyboard} Type instead
    </button>
    <p class="small">
      You are talking to an automated agent. Your browser will ask for the microphone.
    </p>
  </div>`;
}
