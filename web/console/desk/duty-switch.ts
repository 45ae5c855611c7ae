import { html, type TemplateResult } from 'lit';

/** Who takes calls, and whether we do. */
export function dutySwitch(
  on: boolean,
  names: readonly string[],
  me: string,
  turn: () => void,
): TemplateResult {
  const shown = names.map((name) => (name === me ? `${name} (you)` : name));
  return html`<p class="soft small" id="on-duty">
      ${shown.length === 0 ? 'Nobody is on duty' : `On duty: ${shown.join(', ')}`}
    </p>
    <button
      class="button duty"
      type="button"
      role="switch"
      aria-checked=${on ? 'true' : 'false'}
      aria-describedby="on-duty"
      @click=${turn}
    >
      <span class="track" aria-hidden="true"></span>On duty
    </button>`;
}
