import { html, type TemplateResult } from 'lit';
import type { Actions } from './actions.ts';
import { ICONS } from './icons.ts';

const LONGEST = 1000;

export function composer(actions: Actions, ready: boolean, speaking: boolean): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (event.currentTarget instanceof HTMLFormElement && ready) send(event.currentTarget, actions);
  };
  return html`<form class="composer" data-part="composer" @submit=${submit}>
    <input
      type="text"
      name="message"
      data-part="text-field"
      aria-label="Type a message"
      placeholder=${speaking ? 'Type instead of speaking' : 'Type a message'}
      autocomplete="off"
      enterkeyhint="send"
      maxlength=${LONGEST}
    />
    <button
      class="icon accent"
      type="submit"
      data-part="send"
      aria-label="Send"
      aria-disabled=${String(!ready)}
    >
      ${ICONS.send}
    </button>
  </form>`;
}

function send(form: HTMLFormElement, actions: Actions): void {
  const message = new FormData(form).get('message');
  const text = typeof message === 'string' ? message.trim() : '';
  if (text === '') return;
  form.reset();
  actions.type(text);
}
