import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { CONSOLE_ICONS } from './parts/console-icons.ts';
import { SAY, type Saying } from './say.ts';
import { pageStyle } from './style/page-style.ts';

const SHOWN_MS = 8000;

/** Says what has just happened; a fault stays until it is closed, and so does what can be taken back. */
export class SayingBox extends LitElement {
  static override properties = { saying: { state: true } };
  static override styles = [
    ...pageStyle,
    css`
      .box {
        position: fixed;
        inset: auto 20px 20px auto;
        z-index: 10;
        display: flex;
        align-items: center;
        gap: 10px;
        max-width: min(480px, 100vw - 40px);
        padding: 10px 10px 10px 16px;
        border-radius: 12px;
        background: var(--text);
        color: var(--page);
        box-shadow: var(--shade);
      }
      .box.bad {
        background: var(--danger);
        color: var(--page);
      }
      .box .button {
        border-color: color-mix(in oklab, currentColor 45%, transparent);
        background: none;
        color: inherit;
      }
      .box .button:hover:enabled {
        background: color-mix(in oklab, currentColor 16%, transparent);
      }
      @media (max-width: 720px) {
        .box {
          inset: auto 12px 76px;
          max-width: none;
        }
      }
    `,
  ];

  declare saying: Saying | null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.saying = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(SAY, this.#say);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(SAY, this.#say);
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    const { saying } = this;
    return html`<div role="status" aria-live="polite" aria-label="News">
      ${
        saying
          ? html`<div class="box ${saying.bad ? 'bad' : ''}">
              <p>${saying.text}</p>
              ${
                saying.undo
                  ? html`<button class="button tight" type="button" @click=${this.#undo}>
                      Undo
                    </button>`
                  : nothing
              }
              <button class="button tight" type="button" aria-label="Close" @click=${this.#close}>
                ${CONSOLE_ICONS.close}
              </button>
            </div>`
          : nothing
      }
    </div>`;
  }

  readonly #say = (event: Event): void => {
    this.saying = (event as CustomEvent<Saying>).detail;
    clearTimeout(this.#timer);
    // What can be taken back stays as long as somebody may want to.
    if (!this.saying.bad && !this.saying.undo) this.#timer = setTimeout(this.#close, SHOWN_MS);
  };

  readonly #close = (): void => {
    this.saying = null;
  };

  readonly #undo = (): void => {
    this.saying?.undo?.();
    this.#close();
  };
}
