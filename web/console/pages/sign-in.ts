import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { Me } from '../../../protocol/operator.ts';
import { ask, ConsoleFault } from '../api.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { pageStyle } from '../style/page-style.ts';

/** The door. */
export class SignIn extends LitElement {
  static override properties = { fault: { state: true }, busy: { state: true } };
  static override styles = [
    ...pageStyle,
    css`
      main {
        display: grid;
        place-items: center;
        min-height: 100vh;
        padding: 24px;
      }
      form {
        display: grid;
        gap: 16px;
        width: min(380px, 100%);
        padding: 32px;
        box-shadow: var(--shade);
      }
      .mark {
        width: 40px;
        height: 40px;
        padding: 8px;
        border-radius: 12px;
        background: var(--accent);
        color: var(--on-accent);
      }
      .mark svg {
        width: 24px;
        height: 24px;
      }
      h1 {
        margin-top: 4px;
      }
      input {
        height: 42px;
      }
      .button {
        min-height: 42px;
      }
    `,
  ];

  declare fault: ConsoleFault | null;
  declare busy: boolean;

  constructor() {
    super();
    this.fault = null;
    this.busy = false;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    return html`<main>
      <form class="card" @submit=${this.#submit} aria-labelledby="title">
        <span class="mark">${CONSOLE_ICONS.mark}</span>
        <div>
          <h1 id="title">Sign in</h1>
          <p class="soft">Calls, messages and characters of this Baton.</p>
        </div>
        ${
          this.fault
            ? html`<div class="faults" role="alert">
                <strong>${this.fault.message}.</strong> ${this.fault.detail}
              </div>`
            : nothing
        }
        <div class="field">
          <label for="name">Name</label>
          <input
            id="name"
            name="name"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            required
          />
        </div>
        <div class="field">
          <label for="password">Password</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
          />
        </div>
        <button class="button primary" aria-disabled=${String(this.busy)}>
          ${this.busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.busy || !(event.target instanceof HTMLFormElement)) return;
    const fields = Object.fromEntries(new FormData(event.target));
    void this.#signIn(fields);
  };

  async #signIn(json: unknown): Promise<void> {
    this.busy = true;
    this.fault = null;
    try {
      const detail = await ask(Me, '/api/sign-in', { method: 'POST', json });
      this.dispatchEvent(new CustomEvent<Me>('signed-in', { detail }));
    } catch (fault) {
      this.fault = fault instanceof ConsoleFault ? fault : new ConsoleFault(0);
      this.renderRoot.querySelector<HTMLInputElement>('#password')?.select();
    } finally {
      this.busy = false;
    }
  }
}
