import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { DeskTranscript, type DeskEntry } from '../../../protocol/desk.ts';
import { KeepAtEnd } from '../../look/scroll.ts';
import { ask } from '../api.ts';
import type { Cast } from '../cast.ts';
import { transcript, turn } from '../parts/conversation.ts';
import { loading } from '../parts/states.ts';
import { between } from '../parts/time.ts';
import { Polled } from '../polled.ts';
import { conversationStyle } from '../style/conversation-style.ts';
import { storyStyle } from '../style/desk-style.ts';
import { pageStyle } from '../style/page-style.ts';

/** After so long no summary comes any more. */
const SUMMARY_LIMIT_MS = 20_000;

/** Why somebody is put through, and what was said so far. */
export class CallStory extends LitElement {
  static override properties = {
    entry: { attribute: false },
    cast: { attribute: false },
    said: { state: true },
  };
  static override styles = [...pageStyle, conversationStyle, storyStyle];

  declare entry: DeskEntry;
  declare cast: Cast;
  declare said: DeskTranscript | null;
  readonly #end = new KeepAtEnd();
  readonly #spoken: Polled<DeskTranscript>;

  constructor() {
    super();
    this.said = null;
    this.#spoken = new Polled(
      this,
      (signal) => {
        const path = `/api/desk/${encodeURIComponent(this.entry.id)}/transcript`;
        return ask(DeskTranscript, path, { signal });
      },
      (said) => {
        this.said = said;
      },
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('entry');
    if (before && before.id !== this.entry.id) {
      this.said = null;
      void this.#spoken.again();
    }
    this.#end.before(this.renderRoot);
  }

  protected override updated(): void {
    this.#end.after(this.renderRoot);
  }

  protected override render(): TemplateResult {
    const { reason, summary } = this.entry;
    return html`<dl class="why">
        <div>
          <dt>Reason</dt>
          <dd>${reason || 'None was given'}</dd>
        </div>
        <div>
          <dt>Summary</dt>
          <dd>${summary ?? html`<span class="soft">${this.#unwritten}</span>`}</dd>
        </div>
      </dl>
      ${this.#unread()} ${this.said ? this.#transcript(this.said) : nothing}`;
  }

  /** The worker gives up after ten seconds. */
  get #unwritten(): string {
    const waited_ms = between(this.entry.enqueued_at, null);
    return waited_ms < SUMMARY_LIMIT_MS ? 'It is being written…' : 'None could be made.';
  }

  #unread(): TemplateResult | typeof nothing {
    const { fault } = this.#spoken;
    if (fault)
      return html`<p class="notice warn" role="status">
        The transcript cannot be read just now: ${fault.message}. It is tried again.
      </p>`;
    return this.said ? nothing : loading(3);
  }

  #transcript({ turns }: DeskTranscript): TemplateResult {
    return transcript(
      turns.length > 0 &&
        repeat(
          turns,
          ({ at }, place) => `${at} ${place}`,
          (one) => turn(one, this.cast),
        ),
    );
  }
}
