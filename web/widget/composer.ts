import { html, type TemplateResult } from 'lit';
import type { Actions } from './actions.ts';
import { ICONS } from './icons.ts';

const LONGEST = 1000;

/** What is typed stays when the field goes away for a while. */
export function composer(
  draft: string,
  actions: Actions,
  { ready, speaking }: { ready: boolean; speaking: boolean },
): TemplateResult {
  const typed = ({ currentTarget }: InputEvent) => {
    if (currentTarget instanceof HTMLInputElement) actions.draft(currentTarget.value);
  };
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
      .value=${draft}
      @input=${typed}
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
  actions.draft('');
  actions.type(text);
}
