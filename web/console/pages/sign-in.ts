import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { Me, SignInOffer, SINGLE_SIGN_ON } from '../../../protocol/operator.ts';
import { ask, ConsoleFault } from '../api.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { refusalIn } from '../sign-in-refusal.ts';
import { pageStyle } from '../style/page-style.ts';

/** The door. */
export class SignIn extends LitElement {
  static override properties = {
    fault: { state: true },
    busy: { state: true },
    refusal: { state: true },
    offer: { state: true },
    again: { attribute: false },
  };
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
        white-space: normal;
      }
    `,
  ];

  declare fault: ConsoleFault | null;
  declare busy: boolean;
  /** Why single sign-on has come back without a session. */
  declare refusal: string | null;
  declare offer: SignInOffer | null;
  /** Somebody was signed in a moment ago, and goes on where they were. */
  declare again: boolean;

  constructor() {
    super();
    this.fault = null;
    this.busy = false;
    this.refusal = null;
    this.offer = null;
    this.again = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.refusal = refusalIn(location.search);
    // Told once: a page that is loaded again, or sent to somebody, does not tell it anew.
    if (this.refusal !== null) history.replaceState(history.state, '', location.pathname);
    void this.#askOffer();
  }

  protected override firstUpdated(): void {
    this.begin();
  }

  /** Puts the focus where one begins. */
  begin(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    return html`<main>
      <form class="card" @submit=${this.#submit} aria-labelledby="title">
        <span class="mark">${CONSOLE_ICONS.mark}</span>
        <div>
          <h1 id="title">${this.again ? 'Sign in again' : 'Sign in'}</h1>
          <p class="soft">
            ${
              this.again
                ? 'Your session is over. Nothing is lost: you go on where you were.'
                : 'Calls, messages and characters of this Baton.'
            }
          </p>
        </div>
        ${
          this.refusal === null
            ? nothing
            : html`<div class="faults" role="alert">
                <strong>You are not signed in.</strong> ${this.refusal}
              </div>`
        }
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
        ${this.#singleSignOn()}
      </form>
    </main>`;
  }

  #singleSignOn(): TemplateResult | typeof nothing {
    const offered = this.offer?.single_sign_on;
    if (!offered) return nothing;
    return html`<a class="button" href=${SINGLE_SIGN_ON.start}>Sign in with ${offered.label}</a>`;
  }

  /** Without an answer there is the password alone; that the backend is away is told when it is used. */
  async #askOffer(): Promise<void> {
    this.offer = await ask(SignInOffer, '/api/sign-in').catch(() => null);
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
    this.refusal = null;
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
