import { html, type TemplateResult } from 'lit';
import { DIAL_KEYS } from '../room/dial-key.ts';
import type { Actions } from './actions.ts';

const SPOKEN: Readonly<Record<string, string>> = { '*': 'Star', '#': 'Hash' };

export function keypad(actions: Actions, dialled: string): TemplateResult {
  return html`<div class="keypad" data-part="keypad" role="group" aria-label="Keypad">
    <output class="dialled" data-part="dialled" aria-label="Keys pressed">${dialled}</output>
    <div class="keys">
      ${DIAL_KEYS.map(
        (key) =>
          html`<button
            type="button"
            data-key=${key}
            aria-label=${SPOKEN[key] ?? key}
            @click=${() => {
              actions.press(key);
            }}
          >
            ${key}
          </button>`,
      )}
    </div>
  </div>`;
}
