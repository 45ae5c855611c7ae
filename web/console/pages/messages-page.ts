import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { z } from 'zod';
import { Message } from '../../../protocol/message.ts';
import { ask } from '../api.ts';
import { loadCast, nameOf, type Cast } from '../cast.ts';
import { KeptFresh } from '../kept-fresh.ts';
import { Loaded } from '../loaded.ts';
import { focusNextRow } from '../next-row.ts';
import { query, readOn, withRow, type Paged } from '../paged.ts';
import { badge } from '../parts/badge.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { pageHead } from '../parts/page-head.ts';
import { moreButton } from '../parts/paged-table.ts';
import { empty } from '../parts/states.ts';
import { exactly, moment } from '../parts/time.ts';
import { MESSAGE_WORDS } from '../parts/words.ts';
import { pathTo } from '../route.ts';
import { attempt, say } from '../say.ts';
import { messagesStyle } from '../style/messages-style.ts';
import { pageStyle } from '../style/page-style.ts';

const Page = z.object({ messages: z.array(Message), next: z.string().nullable() });
const SHOWN = { false: 'To do', true: 'Done', '': 'All' } as const;

type Verb = 'done' | 'undone' | 'deliver';

function order({ message_id }: Message, verb: Verb): Promise<Message> {
  return ask(Message, `/api/messages/${message_id}/${verb}`, { method: 'POST' });
}

/** What callers have left for the people here. */
export class MessagesPage extends LitElement {
  static override properties = { done: { state: true } };
  static override styles = [...pageStyle, messagesStyle];

  declare done: keyof typeof SHOWN;
  readonly #cast = new Loaded<Cast>(this, loadCast);
  readonly #messages: Loaded<Paged<Message>>;
  /** Whether there ever was one: none to do is said otherwise then. */
  #ever = false;

  constructor() {
    super();
    this.done = 'false';
    this.#messages = new Loaded(this, (signal) => this.#read(null, signal));
    new KeptFresh(this, this.#messages);
  }

  protected override render(): TemplateResult {
    const tabs = html`<div class="tabs" role="group" aria-label="Which messages">
      ${(Object.keys(SHOWN) as (keyof typeof SHOWN)[]).map(
        (one) =>
          html`<button
            type="button"
            aria-pressed=${String(this.done === one)}
            @click=${() => {
              this.done = one;
              void this.#messages.reload();
            }}
          >
            ${SHOWN[one]}
          </button>`,
      )}
    </div>`;
    return html`${pageHead('Messages', 'What callers have left for you.', tabs)}
      <div class="card">${this.#messages.show((page) => this.#list(page))}</div>`;
  }

  #list({ rows, next }: Paged<Message>): TemplateResult {
    if (rows.length === 0) return this.#nothing();
    return html`<ul>
        ${repeat(
          rows,
          ({ message_id }) => message_id,
          (message) => this.#message(message),
        )}
      </ul>
      ${moreButton(next, 'Show earlier messages', () => {
        void readOn(this.#messages, (before) => this.#read(before));
      })}`;
  }

  #nothing(): TemplateResult {
    if (this.done === 'false' && this.#ever)
      return empty('Nothing to do', 'Every message is ticked off. New ones appear here.');
    const none = this.#ever ? 'No messages' : 'No messages yet';
    return empty(none, 'A character with the tool take_message takes them.');
  }

  #message(one: Message): TemplateResult {
    const who = one.from ?? one.caller_id ?? 'Somebody';
    const meant = nameOf(this.#cast.value ?? new Map(), one.meant_for);
    return html`<li>
      <div class="head">
        <strong>${who}</strong>
        ${one.from && one.caller_id ? html`<span class="soft small">${one.caller_id}</span>` : nothing}
        <span class="soft small">for ${meant}</span>
        <time class="soft small" datetime=${one.left_at} title=${exactly(one.left_at)}>
          ${moment(one.left_at)}
        </time>
        ${badge(MESSAGE_WORDS[one.state])}
      </div>
      <p class="words">${one.text}</p>
      <div class="stack">
        ${one.recording ? html`<audio controls preload="none" src=${one.recording} aria-label=${`Recording of ${who}`}></audio>` : nothing}
        <p class="soft small">
          ${one.addressee ? `To ${one.addressee}. ` : ''}${one.last_fault ? `${one.last_fault} ` : ''}<a
            href=${pathTo('calls', one.session_id)}
            >The call</a
          >
        </p>
      </div>
      <div class="acts">
        <button
          class="button tight ${one.done_at === null ? 'primary' : ''}"
          type="button"
          aria-label=${one.done_at === null ? `Done: ${who}` : `Not done after all: ${who}`}
          @click=${() => void this.#tick(one)}
        >
          ${CONSOLE_ICONS.done} ${one.done_at === null ? 'Done' : 'Not done'}
        </button>
        ${
          one.state === 'delivered' || one.state === 'waiting'
            ? nothing
            : html`<button
                class="button tight"
                type="button"
                aria-label=${`Deliver the message of ${who}`}
                @click=${() => void this.#deliver(one)}
              >
                Deliver
              </button>`
        }
      </div>
    </li>`;
  }

  async #tick(one: Message): Promise<void> {
    const [verb, back] =
      one.done_at === null ? (['done', 'undone'] as const) : (['undone', 'done'] as const);
    await this.#act(one, verb, () => {
      const undo = () =>
        void attempt(async () => {
          await order(one, back);
          await this.#messages.reload(true);
        });
      say(verb === 'done' ? 'Ticked off.' : 'To do again.', { undo });
    });
  }

  async #deliver(one: Message): Promise<void> {
    await this.#act(one, 'deliver', () => {
      say('It is delivered now.');
    });
  }

  /** What is shown of the others stays as it is, however far somebody has read. */
  async #act(one: Message, verb: Verb, then: () => void): Promise<void> {
    const place = this.#messages.value?.rows.indexOf(one) ?? 0;
    await attempt(async () => {
      const now = await order(one, verb);
      then();
      const { value } = this.#messages;
      const fits = this.done === '' || this.done === String(now.done_at !== null);
      const is = ({ message_id }: Message) => message_id === one.message_id;
      if (value) this.#messages.change(withRow(value, is, fits ? now : null));
      if (!fits)
        await focusNextRow(this, {
          place,
          button: 'li .acts button:first-child',
          otherwise: '.tabs button',
        });
    });
  }

  async #read(before: string | null, signal?: AbortSignal): Promise<Paged<Message>> {
    const page = (asked: Record<string, string | null>) =>
      ask(Page, `/api/messages${query(asked)}`, signal ? { signal } : {});
    const { messages: rows, next } = await page({ done: this.done, before });
    this.#ever ||= rows.length > 0 || (await page({ limit: '1' })).messages.length > 0;
    return { rows, next };
  }
}
