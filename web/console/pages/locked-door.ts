import { css, html, LitElement, type TemplateResult } from 'lit';
import type { SignIn } from './sign-in.ts';

/** The door in front of a page that must not be lost: its session is over. Escape does not open it. */
export class LockedDoor extends LitElement {
  static override styles = css`
    dialog {
      width: 100vw;
      height: 100vh;
      max-width: none;
      max-height: none;
      padding: 0;
      border: 0;
      background: var(--page);
      color: var(--text);
    }
  `;

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('dialog')?.showModal();
    const door = this.renderRoot.querySelector<SignIn>('console-sign-in');
    void door?.updateComplete.then(() => {
      door.begin();
    });
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-label="Your session is over" @cancel=${stay} @close=${this.#closed}>
      <console-sign-in .again=${true} @signed-in=${this.#signedIn}></console-sign-in>
    </dialog>`;
  }

  /** Hazard: a browser closes a dialog at the second Escape, whatever the first was answered with. */
  readonly #closed = (): void => {
    if (this.isConnected) this.renderRoot.querySelector('dialog')?.showModal();
  };

  readonly #signedIn = (event: CustomEvent): void => {
    this.dispatchEvent(new CustomEvent('signed-in', { detail: event.detail as unknown }));
  };
}

function stay(event: Event): void {
  event.preventDefault();
}
