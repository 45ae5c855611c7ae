import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { RoomPorts, SessionOrder } from '../room/call-room.ts';
import type { Actions, PanelState } from './actions.ts';
import { isLive } from './call-phase.ts';
import { phaseOf, type CallView } from './call-view.ts';
import { CallController } from './call-controller.ts';
import { focusAfter, isInside } from './focus.ts';
import { ICONS } from './icons.ts';
import { LevelPainter } from './level-painter.ts';
import { panel } from './panel.ts';
import { noTypingBecause } from './sentences.ts';
import { avatarStyle } from '../look/avatar-style.ts';
import { baseStyle } from '../look/base-style.ts';
import { KeepAtEnd } from '../look/scroll.ts';
import { callStyle } from './style/call-style.ts';
import { controlStyle } from './style/control-style.ts';
import { panelStyle } from './style/panel-style.ts';
import { themeStyle } from './style/theme-style.ts';
import { transcriptStyle } from './style/transcript-style.ts';
import { announceChanges } from './widget-events.ts';

/** `<baton-widget>`: a call in a corner of any page. */
export class BatonWidget extends LitElement {
  static override properties = {
    server: { type: String },
    character: { type: String },
    signed: { type: String },
    heading: { type: String },
    open: { type: Boolean, reflect: true },
    keypadOpen: { state: true },
    dialled: { state: true },
    draft: { state: true },
  };
  static override styles = [
    themeStyle,
    baseStyle,
    avatarStyle,
    panelStyle,
    callStyle,
    controlStyle,
    transcriptStyle,
  ];

  declare server: string;
  declare character: string | null;
  declare signed: string | null;
  declare heading: string;
  declare open: boolean;
  declare keypadOpen: boolean;
  declare dialled: string;
  declare draft: string;

  /** Loaded on the first click, so that a page that only shows the button stays light. */
  loadPorts: () => Promise<RoomPorts> = async () =>
    (await import('../room/live-ports.ts')).livePorts;

  readonly #call: CallController;
  readonly #actions: Actions;
  readonly #levels: LevelPainter;
  readonly #end = new KeepAtEnd();

  constructor() {
    super();
    this.server = new URL(import.meta.url).origin;
    this.character = null;
    this.signed = null;
    this.heading = 'Talk to us';
    this.open = false;
    this.keypadOpen = false;
    this.dialled = '';
    this.draft = '';
    this.#call = new CallController(
      () => this.loadPorts(),
      (view, before) => {
        this.#changed(view, before);
      },
    );
    this.#actions = this.#makeActions();
    this.#levels = new LevelPainter(this, () => this.#call.levels());
  }

  /** For the page's own button: opens the panel and calls. Call it from a click. */
  startCall(): void {
    this.#openPanel();
    this.#start(true);
  }

  /** Opens the panel without calling. */
  show(): void {
    this.#openPanel();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#call.hangUp();
    this.#levels.stop();
  }

  protected override render(): TemplateResult {
    return this.open
      ? html`<div class="frame" @keydown=${this.#onKey}>
          ${panel(this.#call.view, this.#panelState(), this.#actions)}
        </div>`
      : this.#launcher();
  }

  protected override willUpdate(): void {
    this.#end.before(this.renderRoot);
  }

  protected override updated(_changed: PropertyValues): void {
    this.#end.after(this.renderRoot);
  }

  #launcher(): TemplateResult {
    const live = isLive(this.#call.view.phase);
    const begin = () => {
      void this.loadPorts().catch(() => undefined);
      this.#openPanel();
    };
    return html`<button
      class="launcher ${live ? 'live' : ''}"
      type="button"
      data-part="launcher"
      aria-expanded="false"
      aria-haspopup="dialog"
      @click=${begin}
    >
      ${ICONS.voice}<span>${live ? 'Back to the call' : this.heading}</span>
    </button>`;
  }

  #panelState(): PanelState {
    const { heading, server, keypadOpen, dialled, draft } = this;
    return { heading, server, keypadOpen, dialled, draft };
  }

  #makeActions(): Actions {
    const call = this.#call;
    return {
      call: () => {
        this.#start(true);
      },
      callByTyping: () => {
        this.#start(false);
      },
      hangUp: () => {
        call.hangUp();
      },
      dismiss: () => {
        call.dismiss();
        this.#closePanel();
      },
      minimise: () => {
        this.#closePanel();
      },
      toggleMute: () => void call.setMuted(!call.view.muted),
      toggleKeypad: () => {
        this.keypadOpen = !this.keypadOpen;
        if (this.keypadOpen) this.#focus('[data-key="1"]');
      },
      press: (digit) => {
        this.dialled = (this.dialled + digit).slice(-24);
        void call.press(digit);
      },
      type: (text) => void call.type(text),
      draft: (text) => {
        this.draft = text;
      },
      startSound: () => void call.startSound(),
    };
  }

  #start(speaking: boolean): void {
    this.keypadOpen = false;
    this.dialled = '';
    this.draft = '';
    const order: SessionOrder = {
      server: this.server,
      ...(this.character !== null && { character: this.character }),
      ...(this.signed !== null && { signed: this.signed }),
    };
    void this.#call.start(order, speaking);
    this.#focus(speaking ? '#title' : '[data-part="text-field"]');
  }

  #changed(view: CallView, before: CallView): void {
    announceChanges(this, view, before);
    if (isLive(view.phase)) this.#levels.start();
    else this.#levels.stop();
    this.requestUpdate();
    // The field that was typed in goes away, and the focus with it.
    if (noTypingBecause(view) && !noTypingBecause(before) && isInside(this)) this.#focus('#title');
    const over = isLive(before.phase) && !isLive(view.phase);
    if (!over) return;
    this.keypadOpen = false;
    if (isInside(this)) this.#focus('[data-part="notice-title"]');
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (this.keypadOpen) {
      this.keypadOpen = false;
      this.#focus('[data-part="keypad-toggle"]');
    } else {
      this.#closePanel();
    }
  };

  #openPanel(): void {
    this.open = true;
    const first = phaseOf(this.#call.view) === 'idle' ? '[data-part="start"]' : '#title';
    this.#focus(first);
  }

  #closePanel(): void {
    this.open = false;
    this.#focus('[data-part="launcher"]');
  }

  #focus(selector: string): void {
    void focusAfter(this, selector);
  }
}
