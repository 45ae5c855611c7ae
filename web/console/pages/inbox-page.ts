import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LiveCall } from '../../../protocol/live-call.ts';
import { avatarStyle } from '../../look/avatar-style.ts';
import { avatar } from '../../look/avatar.ts';
import { KeepAtEnd } from '../../look/scroll.ts';
import { loadCast, nameOf, type Cast } from '../cast.ts';
import { LiveCalls } from '../live-calls.ts';
import { newestFirst } from '../live-view.ts';
import { Loaded } from '../loaded.ts';
import { badge } from '../parts/badge.ts';
import { callerOf } from '../parts/caller.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { conversation } from '../parts/conversation.ts';
import { Dialpad } from '../parts/dialpad.ts';
import { pageHead } from '../parts/page-head.ts';
import { empty, loading } from '../parts/states.ts';
import { between, length } from '../parts/time.ts';
import { CHANNEL_WORDS, ENDED_WORDS } from '../parts/words.ts';
import { pathTo } from '../route.ts';
import { conversationStyle } from '../style/conversation-style.ts';
import { inboxStyle } from '../style/inbox-style.ts';
import { itemStyle } from '../style/item-style.ts';
import { pageStyle } from '../style/page-style.ts';
import { Ticking } from '../ticking.ts';

customElements.define('console-dialpad', Dialpad);

/** Live calls, and the one that is listened to. */
export class InboxPage extends LitElement {
  static override properties = { call: { attribute: false } };
  static override styles = [...pageStyle, avatarStyle, conversationStyle, itemStyle, inboxStyle];

  declare call: string | null;
  readonly #live = new LiveCalls(this);
  readonly #cast = new Loaded<Cast>(this, loadCast);
  readonly #end = new KeepAtEnd();

  constructor() {
    super();
    this.call = null;
    new Ticking(this);
  }

  protected override willUpdate(): void {
    this.#end.before(this.renderRoot);
  }

  protected override updated(changed: Map<string, unknown>): void {
    this.#end.after(this.renderRoot);
    // Where there is room for one of the two only, the list goes away and the focus with it.
    const list = this.renderRoot.querySelector<HTMLElement>('.list');
    if (changed.has('call') && list?.offsetParent === null)
      this.renderRoot.querySelector<HTMLElement>('#call-title')?.focus();
  }

  protected override render(): TemplateResult {
    const calls = newestFirst(this.#live.view);
    const going = calls.filter(({ ended_at }) => ended_at === null).length;
    const lead = going === 1 ? 'One call is going on.' : `${going || 'No'} calls are going on.`;
    return html`${pageHead('Inbox', this.#live.known ? lead : '', this.#state())}
    ${this.#body(calls)}`;
  }

  #state(): TemplateResult {
    const { state } = this.#live;
    if (state === 'open')
      return html`<span role="status">${badge({ text: '● Live', tone: 'good' })}</span>`;
    const text = state === 'away' ? 'Connection lost, trying again…' : 'Connecting…';
    return html`<span role="status">${badge({ text, tone: 'warn' })}</span>`;
  }

  #body(calls: readonly LiveCall[]): TemplateResult {
    if (!this.#live.known) return html`<div class="card">${loading(4)}</div>`;
    const chosen = this.call === null ? undefined : this.#live.view.get(this.call);
    if (calls.length === 0 && this.call === null) {
      return html`<div class="card">
        ${empty('All quiet', 'A call appears here the moment it begins. Start one on your page, or dial your number.')}
      </div>`;
    }
    return html`<div class="inbox ${chosen ? 'chosen' : ''}">
      <ul class="card list" aria-label="Live calls" ?hidden=${calls.length === 0}>
        ${repeat(
          calls,
          ({ session_id }) => session_id,
          (call) => this.#item(call),
        )}
      </ul>
      ${chosen ? this.#detail(chosen) : this.#nothingChosen()}
    </div>`;
  }

  #item(call: LiveCall): TemplateResult {
    const last = call.events.findLast((event) => event.type === 'turn');
    const said = last?.type === 'turn' ? last : undefined;
    const who = said?.role === 'caller' ? 'Caller' : this.#name(said?.character ?? '');
    return html`<li>
      <a
        class="item ${call.ended_at === null ? '' : 'over'}"
        href=${pathTo('inbox', call.session_id)}
        aria-current=${call.session_id === this.call ? 'true' : nothing}
      >
        ${this.#face(call)}
        <span class="about">
          <span class="top">
            <strong>${callerOf(call)}</strong>
            <span class="soft small">${this.#lasting(call)}</span>
          </span>
          <span class="soft small">
            ${this.#name(call.path.at(-1) ?? '')} · ${CHANNEL_WORDS[call.channel]}
          </span>
          <span class="last">${said ? html`<b>${who}:</b> ${said.text}` : 'Nothing said yet'}</span>
        </span>
      </a>
    </li>`;
  }

  #nothingChosen(): TemplateResult {
    if (this.call !== null) {
      const timeline = html`<a href=${pathTo('calls', this.call)}>Read its timeline</a>`;
      return html`<div class="card middle">${empty('This call is over', timeline)}</div>`;
    }
    return html`<div class="card middle">
      ${empty('Choose a call', 'Its transcript grows here while people speak, and you can put the caller through.')}
    </div>`;
  }

  #detail(call: LiveCall): TemplateResult {
    const character = call.path.at(-1) ?? '';
    return html`<section class="card middle" aria-labelledby="call-title">
        <header class="call-head">
          <a class="button plain tight to-list" href=${pathTo('inbox')} aria-label="All live calls">
            ${CONSOLE_ICONS.back}
          </a>
          ${this.#face(call)}
          <div class="grow">
            <h2 id="call-title" tabindex="-1">${callerOf(call)}</h2>
            <p class="soft small">
              ${call.path.map((slug) => this.#name(slug)).join(' → ')} ·
              ${CHANNEL_WORDS[call.channel]}
            </p>
          </div>
          <div class="facts">
            <span class="clock">${length(between(call.started_at, call.ended_at))}</span>
            ${this.#speaker(call, character)}
          </div>
          <a class="button tight" href=${pathTo('calls', call.session_id)}>Timeline</a>
        </header>
        ${conversation(call.events, this.#cast.value ?? new Map())}
      </section>
      <console-dialpad .call=${call} .live=${this.#live.state === 'open'}></console-dialpad>`;
  }

  /** Who speaks, or who spoke last. */
  #speaker(call: LiveCall, character: string): TemplateResult {
    if (call.ended_at !== null) {
      const by = call.disconnected_by;
      return badge({ text: by ? ENDED_WORDS[by] : 'Ended', tone: '' });
    }
    const now = this.#live.speaking.get(call.session_id) ?? [];
    const names = now.map((who) => (who === 'caller' ? 'Caller' : this.#name(character)));
    if (names.length > 0) {
      const text = `${names.join(' and ')} ${names.length > 1 ? 'speak' : 'speaks'}`;
      return badge({ text, tone: 'good' });
    }
    const last = call.events.findLast((event) => event.type === 'turn');
    const caller = last?.type === 'turn' && last.role === 'caller';
    return badge({
      text: caller ? 'Caller spoke last' : `${this.#name(character)} spoke last`,
      tone: 'accent',
    });
  }

  #face(call: LiveCall): TemplateResult {
    const slug = call.path.at(-1) ?? '';
    const appearance = this.#cast.value?.get(slug)?.appearance ?? {};
    return avatar({ name: this.#name(slug), appearance }, location.origin);
  }

  #name(slug: string): string {
    return nameOf(this.#cast.value ?? new Map(), slug);
  }

  #lasting({ started_at, ended_at }: LiveCall): string {
    return `${ended_at === null ? '' : 'ended · '}${length(between(started_at, ended_at))}`;
  }
}
