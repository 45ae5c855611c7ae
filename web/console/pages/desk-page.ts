import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { DeskQueue, type DeskEntry } from '../../../protocol/desk.ts';
import { mayAs, type Me } from '../../../protocol/operator.ts';
import { ask } from '../api.ts';
import { loadCast, type Cast } from '../cast.ts';
import { CallInHand } from '../desk/call-in-hand.ts';
import { CallStory } from '../desk/call-story.ts';
import { DeskPhone, type LoadDeskPorts } from '../desk/desk-phone.ts';
import { deskQueue } from '../desk/desk-queue.ts';
import { callerName } from '../desk/desk-sentences.ts';
import { newcomers, waitingIn, type DeskState } from '../desk/desk-state.ts';
import { Duty } from '../desk/duty.ts';
import { dutySwitch } from '../desk/duty-switch.ts';
import { LevelBars } from '../desk/level-bars.ts';
import { waitingCall } from '../desk/waiting-call.ts';
import { Loaded } from '../loaded.ts';
import { pageHead } from '../parts/page-head.ts';
import { empty, failure, loading } from '../parts/states.ts';
import { Polled } from '../polled.ts';
import { go, pathTo, routeOf } from '../route.ts';
import { attempt, say } from '../say.ts';
import { type Loss, Stay } from '../stay.ts';
import { deskStyle } from '../style/desk-style.ts';
import { itemStyle } from '../style/item-style.ts';
import { pageStyle } from '../style/page-style.ts';
import { Ticking } from '../ticking.ts';

customElements.define('console-level-bars', LevelBars);
customElements.define('console-call-story', CallStory);
customElements.define('console-call-in-hand', CallInHand);

const NOBODY: Cast = new Map();

/** Calls that a person is to take, and the one that is taken. */
export class DeskPage extends LitElement {
  static override properties = {
    call: { attribute: false },
    me: { attribute: false },
    news: { state: true },
  };
  static override styles = [...pageStyle, itemStyle, deskStyle];

  declare call: string | null;
  declare me: Me;
  /** Who has just come into the queue, for a screen reader. */
  declare news: string;

  /** A test puts a room of its own here. */
  loadPorts: LoadDeskPorts = async () => (await import('../../room/desk-ports.ts')).deskPorts;

  readonly #phone = new DeskPhone(() => this.loadPorts(), {
    name: () => this.me.name,
    changed: (now, before) => {
      this.#changed(now, before);
    },
    say: (text, bad = false) => {
      say(text, { bad });
    },
  });
  readonly #queue = new Polled<DeskQueue>(
    this,
    (signal) => ask(DeskQueue, '/api/desk/queue', { signal }),
    (queue) => {
      this.#phone.readQueue(queue);
    },
  );
  readonly #duty = new Duty(this, () => void this.#queue.again());
  readonly #cast = new Loaded<Cast>(this, (signal) =>
    // Whoever may not ask for the characters reads their slugs.
    mayAs(this.me.role, 'operator') ? loadCast(signal) : Promise.resolve(new Map()),
  );

  constructor() {
    super();
    this.call = null;
    this.news = '';
    new Ticking(this);
    new Stay(this, (to) => {
      const { hand } = this.#phone.state;
      return hand && hand.phase !== 'apart' && to?.page !== 'desk' ? leftBehind(hand.entry) : null;
    });
  }

  override disconnectedCallback(): void {
    const { hand } = this.#phone.state;
    if (hand) say(`You have left the call with ${callerName(hand.entry)}.`, { bad: true });
    this.#phone.leave();
    super.disconnectedCallback();
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#entitle();
    // Where there is room for one of the two only, the list goes away and the focus with it.
    if (changed.has('call') && this.call !== null && this.#hidden('.queue'))
      this.#focus('#chosen-title');
  }

  protected override render(): TemplateResult {
    const { queue, hand } = this.#phone.state;
    const waiting = waitingIn(queue).length;
    const lead = waiting === 1 ? 'One caller waits.' : `${waiting || 'No'} callers wait.`;
    const names = queue?.on_duty ?? [];
    const acts = dutySwitch(this.#duty.on, names, this.me.name, this.#turnDuty);
    return html`${pageHead('Desk', queue ? lead : '', acts)}
      <p class="visually-hidden" role="status" aria-label="New callers">${this.news}</p>
      ${queue ? this.#stale() : nothing}
      <div
        class="desk ${this.#alone ? 'alone' : ''} ${this.#chosen ? 'chosen' : ''} ${hand ? 'busy' : ''}"
      >
        ${this.#list(queue)}
        ${queue ? html`<div class="stack">${this.#inHand()} ${this.#detail()}</div>` : nothing}
      </div>`;
  }

  /** What is shown is old. */
  #stale(): TemplateResult | typeof nothing {
    const { fault } = this.#queue;
    if (!fault) return nothing;
    return html`<p class="notice warn" role="status">
      The queue cannot be read just now: ${fault.message}. It is tried again.
    </p>`;
  }

  #list(queue: DeskQueue | null): TemplateResult {
    if (queue) return deskQueue(queue.entries, this.call, this.me.name);
    const { fault } = this.#queue;
    return html`<div class="card">
      ${fault ? failure(fault, () => void this.#queue.again()) : loading(4)}
    </div>`;
  }

  #inHand(): TemplateResult | typeof nothing {
    const { hand } = this.#phone.state;
    if (!hand) return nothing;
    return html`<console-call-in-hand
      .hand=${hand}
      .phone=${this.#phone}
      .cast=${this.#names}
    ></console-call-in-hand>`;
  }

  #detail(): TemplateResult | typeof nothing {
    const { hand } = this.#phone.state;
    const entry = this.#chosen;
    if (entry)
      return waitingCall(entry, {
        me: this.me.name,
        cast: this.#names,
        busy: hand !== null,
        take: () => void this.#phone.take(entry),
      });
    if (hand || this.#alone) return nothing;
    return html`<div class="card">
      ${
        this.call === null
          ? empty(
              'Choose a call',
              'You see here why they call and what was said, before you take it.',
            )
          : empty(
              'This call is not at the desk any more',
              html`<a href=${pathTo('desk')}>Back to the queue</a>`,
            )
      }
    </div>`;
  }

  /** Nothing is at the desk, and nothing was asked for. */
  get #alone(): boolean {
    const { queue, hand } = this.#phone.state;
    return !hand && this.call === null && (queue === null || queue.entries.length === 0);
  }

  get #names(): Cast {
    return this.#cast.value ?? NOBODY;
  }

  /** The call that is looked at, unless it is in hand and shown there. */
  get #chosen(): DeskEntry | undefined {
    const { queue, hand } = this.#phone.state;
    if (this.call === hand?.entry.id) return undefined;
    return queue?.entries.find(({ id }) => id === this.call);
  }

  #changed(now: DeskState, before: DeskState): void {
    this.requestUpdate();
    this.#announce(now, before);
    if (now.hand?.phase !== before.hand?.phase) void this.#queue.again();
    if (now.hand && now.hand.phase === 'microphone') this.#focusLater('console-call-in-hand');
    if (before.hand && !now.hand) this.#putDown(before.hand.entry.id, now);
  }

  #announce(now: DeskState, before: DeskState): void {
    if (now.queue === before.queue) return;
    const names = newcomers(before.queue, now.queue).map(callerName);
    if (names.length > 0) this.news = `New in the queue: ${names.join(', ')}.`;
  }

  #entitle(): void {
    // The address changes a moment before the page does, and the title with it.
    if (!this.isConnected || routeOf(location.pathname, 'desk').page !== 'desk') return;
    const count = waitingIn(this.#phone.state.queue).length;
    document.title = `${count > 0 ? `(${count}) ` : ''}Desk · Baton`;
  }

  #putDown(id: string, { put_down }: DeskState): void {
    if (!this.isConnected) return;
    if (!put_down.includes(id)) {
      // It was not taken; whoever wanted it looks at it still.
      this.#focusLater('#chosen-title', '#queue-title');
      return;
    }
    if (this.call === id) go(pathTo('desk'));
    this.#focusLater('#queue-title', '#chosen-title');
  }

  #focusLater(...places: readonly string[]): void {
    // The address may have changed, and this page is drawn once more for it.
    requestAnimationFrame(() => {
      const place = places.find((one) => !this.#hidden(one));
      if (place !== undefined) this.#focus(place);
    });
  }

  #focus(place: string): void {
    this.renderRoot.querySelector<HTMLElement>(place)?.focus();
  }

  #hidden(place: string): boolean {
    return !this.renderRoot.querySelector<HTMLElement>(place)?.checkVisibility();
  }

  readonly #turnDuty = (): void => {
    // Ready before the first call: a caller does not wait for a part of this page.
    void this.loadPorts().catch(() => undefined);
    void attempt(() => this.#duty.turn(!this.#duty.on));
  };
}

function leftBehind(entry: DeskEntry): Loss {
  return {
    title: `Leave the call with ${callerName(entry)}?`,
    text: 'You leave the room; unless you join again, the character takes the caller back.',
    act: 'Leave the call',
  };
}
