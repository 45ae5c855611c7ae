import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { LineLevels } from '../../room/desk-room.ts';
import type { Cast } from '../cast.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { textIn } from '../parts/form-text.ts';
import { length } from '../parts/time.ts';
import { handStyle } from '../style/desk-style.ts';
import { pageStyle } from '../style/page-style.ts';
import { sure } from '../sure.ts';
import { Ticking } from '../ticking.ts';
import { callerName, PHASE_WORDS } from './desk-sentences.ts';
import type { DeskPhone } from './desk-phone.ts';
import type { Hand } from './desk-state.ts';

const LONGEST_NOTE = 500;

/** The call that somebody has taken: who it is, and what can be done. */
export class CallInHand extends LitElement {
  static override properties = {
    hand: { attribute: false },
    phone: { attribute: false },
    cast: { attribute: false },
    noting: { state: true },
  };
  static override styles = [...pageStyle, handStyle];

  declare hand: Hand;
  declare phone: DeskPhone;
  declare cast: Cast;
  /** Whether the form is open that hands the caller back. */
  declare noting: boolean;
  #hadFocus = false;

  constructor() {
    super();
    this.noting = false;
    new Ticking(this);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('#hand-title')?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('hand');
    if (before && before.entry.id !== this.hand.entry.id) this.noting = false;
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override updated(): void {
    // A button that is not there any more takes the focus with it.
    if (this.#hadFocus && this.shadowRoot?.activeElement == null) this.focus();
  }

  protected override render(): TemplateResult {
    const { entry, phase, joined_at } = this.hand;
    return html`<section class="card" aria-labelledby="hand-title">
      <header>
        <div class="grow">
          <h2 id="hand-title" tabindex="-1">Your call with ${callerName(entry)}</h2>
          <p class="soft small">${entry.queue}</p>
        </div>
        ${
          joined_at === null || phase === 'apart'
            ? nothing
            : html`<span class="clock" role="timer" aria-label="Length of the call"
                >${length(Date.now() - joined_at)}</span
              >`
        }
      </header>
      <p class="phase ${phase}" role="status" aria-label="State of the call">
        ${PHASE_WORDS[phase]}
      </p>
      ${this.#acts()} ${this.noting ? this.#form() : nothing}
      <console-call-story .entry=${entry} .cast=${this.cast}></console-call-story>
    </section>`;
  }

  #acts(): TemplateResult | typeof nothing {
    const { phase, muted, entry } = this.hand;
    if (phase === 'microphone' || phase === 'claiming' || phase === 'joining') return nothing;
    const busy = phase === 'finishing';
    return html`<div class="acts" role="group" aria-label="Acts on the call">
      ${
        phase === 'apart'
          ? html`<button
              class="button primary"
              type="button"
              @click=${() => void this.phone.take(entry)}
            >
              Join again
            </button>`
          : html`<console-level-bars .levels=${this.#levels}></console-level-bars>
              <button
                class="button"
                type="button"
                aria-pressed=${muted ? 'true' : 'false'}
                ?disabled=${busy}
                @click=${() => void this.phone.mute(!muted)}
              >
                Mute
              </button>`
      }
      <button
        class="button"
        type="button"
        aria-expanded=${this.noting ? 'true' : 'false'}
        ?disabled=${busy}
        @click=${this.#note}
      >
        ${CONSOLE_ICONS.back} Hand back
      </button>
      <button class="button danger" type="button" ?disabled=${busy} @click=${this.#end}>
        End the call
      </button>
    </div>`;
  }

  #form(): TemplateResult {
    return html`<form
      aria-label="Hand the caller back"
      @submit=${this.#handBack}
      @keydown=${this.#escape}
    >
      <div class="field">
        <label for="note">Note to the character</label>
        <textarea
          id="note"
          name="note"
          rows="3"
          maxlength=${LONGEST_NOTE}
          aria-describedby="note-hint"
        ></textarea>
        <span class="hint" id="note-hint"
          >What was settled, and what is left to do. You may leave it empty.</span
        >
      </div>
      <div class="acts">
        <button class="button" type="button" @click=${this.#close}>Keep the call</button>
        <button class="button primary" ?disabled=${this.hand.phase === 'finishing'}>
          Hand the caller back
        </button>
      </div>
    </form>`;
  }

  readonly #levels = (): LineLevels => this.phone.levels();

  readonly #note = (): void => {
    if (this.noting) {
      this.#close();
      return;
    }
    this.noting = true;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('#note')?.focus();
    });
  };

  readonly #close = (): void => {
    this.noting = false;
    this.renderRoot.querySelector<HTMLElement>('[aria-expanded]')?.focus();
  };

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#close();
  };

  readonly #handBack = (event: SubmitEvent): void => {
    event.preventDefault();
    if (event.target instanceof HTMLFormElement)
      void this.phone.handBack(textIn(new FormData(event.target), 'note'));
  };

  readonly #end = (): void => {
    void this.#reallyEnd();
  };

  async #reallyEnd(): Promise<void> {
    const { id } = this.hand.entry;
    const title = `End the call with ${callerName(this.hand.entry)}?`;
    const text = 'The call ends for the caller too; this cannot be taken back.';
    if (!(await sure({ title, text, act: 'End the call' }))) return;
    // Meanwhile the caller may have hung up, and another call may be in hand.
    if (this.phone.state.hand?.entry.id === id) await this.phone.complete();
  }
}
