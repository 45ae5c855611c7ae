import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { LiveCall } from '../../../protocol/live-call.ts';
import { ManualTransfer } from '../../../protocol/manual-transfer.ts';
import { DIAL_KEYS, isDialKey } from '../../room/dial-key.ts';
import { ask, ConsoleFault } from '../api.ts';
import { attemptStage } from '../manual-attempt.ts';
import { dialpadStyle } from '../style/dialpad-style.ts';
import { pageStyle } from '../style/page-style.ts';
import { Ticking } from '../ticking.ts';
import { callerOf } from './caller.ts';
import { CONSOLE_ICONS } from './console-icons.ts';

const LONGEST = 6;
const SPOKEN: Readonly<Record<string, string>> = { '*': 'Star', '#': 'Hash' };

interface Attempt {
  readonly id: string;
  readonly target: string;
  readonly asked_at: number;
}

/** Dials for the caller: digits, a confirmation, and what came of it. */
export class Dialpad extends LitElement {
  static override properties = {
    call: { attribute: false },
    live: { attribute: false },
    dialled: { state: true },
    sure: { state: true },
    fault: { state: true },
    attempt: { state: true },
  };
  static override styles = [...pageStyle, dialpadStyle];

  declare call: LiveCall;
  /** The events of the call are heard as they happen. */
  declare live: boolean;
  declare dialled: string;
  declare sure: boolean;
  declare fault: ConsoleFault | null;
  declare attempt: Attempt | null;
  #shown = '';

  constructor() {
    super();
    this.live = true;
    this.dialled = '';
    this.sure = false;
    this.fault = null;
    this.attempt = null;
    new Ticking(this);
  }

  protected override willUpdate(): void {
    if (this.#shown === this.call.session_id) return;
    this.#shown = this.call.session_id;
    this.dialled = '';
    this.sure = false;
    this.fault = null;
    this.attempt = null;
  }

  protected override render(): TemplateResult {
    const over = this.call.ended_at !== null;
    return html`<section class="card pad" aria-labelledby="pad-title" @keydown=${this.#typed}>
      <h2 id="pad-title" tabindex="-1">Transfer</h2>
      ${over && !this.attempt ? html`<p class="soft">The call is over.</p>` : this.#way(over)}
      <div role="status" aria-label="Outcome of the transfer">${this.#outcome()}</div>
    </section>`;
  }

  #way(over: boolean): TemplateResult | typeof nothing {
    const stage = this.#stage();
    if (over || (stage && !stage.over)) return nothing;
    if (this.sure) return this.#confirm();
    return html`<output class=${this.dialled ? '' : 'none'} aria-label="Dialled"
        >${this.dialled || 'Dial an extension'}</output
      >
      <div class="keys" role="group" aria-label="Keypad">
        ${DIAL_KEYS.map(
          (key) =>
            html`<button
              type="button"
              aria-label=${SPOKEN[key] ?? key}
              @click=${() => {
                this.#press(key);
              }}
            >
              ${key}
            </button>`,
        )}
      </div>
      <div class="way">
        <button
          class="button primary"
          type="button"
          data-part="transfer"
          ?disabled=${this.dialled === ''}
          @click=${this.#ask}
        >
          ${CONSOLE_ICONS.transfer} Transfer
        </button>
        <button
          class="button"
          type="button"
          aria-label="Erase the last key"
          ?disabled=${this.dialled === ''}
          @click=${this.#erase}
        >
          ${CONSOLE_ICONS.erase}
        </button>
      </div>`;
  }

  #confirm(): TemplateResult {
    return html`<div class="confirm" role="group" aria-labelledby="sure">
      <p id="sure">
        Put <strong>${callerOf(this.call)}</strong> through to <strong>${this.dialled}</strong>? The
        caller is told first.
      </p>
      <button class="button primary" type="button" data-part="sure" @click=${this.#send}>
        Put through
      </button>
      <button class="button" type="button" @click=${this.#back}>Back</button>
    </div>`;
  }

  #outcome(): TemplateResult | typeof nothing {
    if (this.fault)
      return html`<p class="outcome bad">${this.fault.message}. ${this.fault.detail}</p>`;
    const stage = this.#stage();
    return stage ? html`<p class="outcome ${stage.tone}">${stage.text}</p>` : nothing;
  }

  #stage() {
    return this.attempt && attemptStage(this.call, this.attempt, Date.now(), this.live);
  }

  #press(key: string): void {
    this.fault = null;
    this.attempt = null;
    if (this.dialled.length < LONGEST) this.dialled += key;
  }

  readonly #erase = (): void => {
    this.dialled = this.dialled.slice(0, -1);
  };

  readonly #ask = (): void => {
    this.sure = true;
    this.#focus('[data-part="sure"]');
  };

  readonly #back = (): void => {
    this.sure = false;
    this.#focus('[data-part="transfer"]');
  };

  readonly #send = (): void => {
    void this.#transfer(this.call.session_id, this.dialled);
  };

  async #transfer(session_id: string, target: string): Promise<void> {
    this.sure = false;
    this.#focus('#pad-title');
    try {
      const path = `/api/calls/${session_id}/transfer`;
      const { attempt_id } = await ask(ManualTransfer, path, { method: 'POST', json: { target } });
      if (session_id !== this.call.session_id) return;
      this.attempt = { id: attempt_id, target, asked_at: Date.now() };
      this.dialled = '';
    } catch (fault) {
      if (!(fault instanceof ConsoleFault)) throw fault;
      // Of another call than the one that is shown by now.
      if (session_id !== this.call.session_id) return;
      this.fault = fault;
    }
  }

  #focus(place: string): void {
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(place)?.focus();
    });
  }

  /** The keys of the keyboard, wherever in the pad the focus is. */
  readonly #typed = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (this.sure) {
      if (event.key === 'Escape') this.#back();
      return;
    }
    if (isDialKey(event.key)) this.#press(event.key);
    else if (event.key === 'Backspace') this.#erase();
    else return;
    event.preventDefault();
  };
}
