import { css, html, LitElement, type TemplateResult } from 'lit';
import type { LineLevels } from '../../room/desk-room.ts';
import { pageStyle } from '../style/page-style.ts';

/** Who is heard at the moment, for the eye; painted past the renderer, sixty times a second. */
export class LevelBars extends LitElement {
  static override properties = { levels: { attribute: false } };
  static override styles = [
    ...pageStyle,
    css`
      div {
        display: grid;
        grid-template-columns: auto minmax(60px, 160px);
        justify-content: start;
        align-items: center;
        gap: 4px 10px;
      }
      .level {
        height: 6px;
        overflow: hidden;
        border-radius: 3px;
        background: var(--raised);
      }
      .level::before {
        content: '';
        display: block;
        height: 100%;
        background: var(--good);
        transform: scaleX(var(--level, 0));
        transform-origin: 0 50%;
      }
    `,
  ];

  declare levels: () => LineLevels;
  #frame: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#frame = requestAnimationFrame(this.#paint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  protected override render(): TemplateResult {
    return html`<div aria-hidden="true">
      <span class="soft small">You</span><span class="level" data-of="own"></span>
      <span class="soft small">Caller</span><span class="level" data-of="caller"></span>
    </div>`;
  }

  readonly #paint = (): void => {
    this.#frame = requestAnimationFrame(this.#paint);
    const { own, caller } = this.levels();
    this.#show('own', own);
    this.#show('caller', caller);
  };

  /** Speech sits low in the scale; the root brings it to where the eye sees it move. */
  #show(of: keyof LineLevels, level: number): void {
    this.renderRoot
      .querySelector<HTMLElement>(`[data-of="${of}"]`)
      ?.style.setProperty('--level', Math.sqrt(level).toFixed(2));
  }
}
