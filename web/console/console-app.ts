import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { mayAs, Me } from '../../protocol/operator.ts';
import { ask, ConsoleFault, send, SIGNED_OUT, useSession } from './api.ts';
import { pageOf } from './page-of.ts';
import { CONSOLE_ICONS } from './parts/console-icons.ts';
import { failure } from './parts/states.ts';
import { go, ownLink, PAGES, pathTo, routeOf, startOf, type Place } from './route.ts';
import { attempt } from './say.ts';
import { lossAt, mayLeave } from './stay.ts';
import { SureBox } from './sure-box.ts';
import { SayingBox } from './saying-box.ts';
import { LockedDoor } from './pages/locked-door.ts';
import { SignIn } from './pages/sign-in.ts';
import { pageStyle } from './style/page-style.ts';
import { shellStyle } from './style/shell-style.ts';
import { themeStyle } from './style/theme-style.ts';

customElements.define('console-sign-in', SignIn);
customElements.define('console-locked-door', LockedDoor);
customElements.define('console-saying', SayingBox);
customElements.define('console-sure', SureBox);

type Address = Pick<Location, 'pathname' | 'search'>;

/** Characters of an id that a title has room for. */
const LONGEST_IN_TITLE = 24;

type Who =
  | { readonly is: 'unknown' }
  | { readonly is: 'nobody' }
  | { readonly is: 'away'; readonly fault: ConsoleFault }
  /** `locked`: the session is over, and the page holds what would be lost. */
  | { readonly is: 'here'; readonly me: Me; readonly locked: boolean };

/** `<baton-console>`: who is signed in, where they are, and the frame around the page. */
export class ConsoleApp extends LitElement {
  static override properties = { who: { state: true }, place: { state: true } };
  static override styles = [themeStyle, ...pageStyle, shellStyle];

  declare who: Who;
  declare place: Place;
  /** Of the place that is shown. */
  #address = addressOf(location);

  constructor() {
    super();
    this.who = { is: 'unknown' };
    this.place = this.#placeNow();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('popstate', this.#moved);
    window.addEventListener(SIGNED_OUT, this.#signedOut);
    window.addEventListener('beforeunload', this.#leaving);
    this.addEventListener('click', this.#clicked);
    void this.#askWho();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('popstate', this.#moved);
    window.removeEventListener(SIGNED_OUT, this.#signedOut);
    window.removeEventListener('beforeunload', this.#leaving);
  }

  protected override render(): TemplateResult {
    const { who } = this;
    return html`${who.is === 'here' ? this.#shell(who.me) : this.#door(who)}
      ${
        who.is === 'here' && who.locked
          ? html`<console-locked-door @signed-in=${this.#cameBack}></console-locked-door>`
          : nothing
      } <console-saying></console-saying><console-sure></console-sure>`;
  }

  #door(who: Exclude<Who, { is: 'here' }>): TemplateResult {
    if (who.is === 'unknown') return html`<div class="blank" role="status">Loading…</div>`;
    if (who.is === 'away')
      return html`<main class="blank">${failure(who.fault, () => void this.#askWho())}</main>`;
    return html`<console-sign-in
      @signed-in=${(event: CustomEvent<Me>) => {
        this.#enter(event.detail);
      }}
    ></console-sign-in>`;
  }

  #shell(me: Me): TemplateResult {
    const pages = PAGES.filter(({ role }) => mayAs(me.role, role));
    return html`<a class="skip" href="#main" @click=${this.#skip}>Skip to the page</a>
      <header class="bar">
        <a class="brand" href=${pathTo(startOf(me.role))}
          >${CONSOLE_ICONS.mark}<span>Baton</span></a
        >
        <nav aria-label="Pages">
          ${pages.map(
            ({ name, title, icon }) =>
              html`<a
                href=${pathTo(name)}
                aria-current=${this.place.page === name ? 'page' : nothing}
                >${CONSOLE_ICONS[icon]}<span>${title}</span></a
              >`,
          )}
        </nav>
        <div class="me">
          <p><strong>${me.name}</strong><span class="soft small">${me.role}</span></p>
          <button class="button plain tight" type="button" @click=${this.#signOut}>
            ${CONSOLE_ICONS.out}<span>Sign out</span>
          </button>
        </div>
      </header>
      <main id="main" tabindex="-1">${pageOf(this.place, me)}</main>`;
  }

  async #askWho(): Promise<void> {
    try {
      this.#enter(await ask(Me, '/api/me'));
    } catch (fault) {
      if (!(fault instanceof ConsoleFault)) throw fault;
      this.who = fault.status === 401 ? { is: 'nobody' } : { is: 'away', fault };
    }
  }

  #enter(me: Me): void {
    useSession(me);
    this.who = { is: 'here', me, locked: false };
    this.#show(this.#placeNow());
  }

  readonly #signOut = async (): Promise<void> => {
    if (!(await mayLeave(null))) return;
    await attempt(async () => {
      await send('/api/sign-out', { method: 'POST' });
      this.#shutDoor();
    });
  };

  /** The session is over without anybody's doing. */
  readonly #signedOut = (): void => {
    const { who } = this;
    if (who.is === 'here' && (who.locked || lossAt(null))) this.who = { ...who, locked: true };
    else this.#shutDoor();
  };

  #shutDoor(): void {
    useSession(null);
    this.who = { is: 'nobody' };
    document.title = 'Sign in · Baton';
  }

  /** Somebody else's page is not gone on with. */
  readonly #cameBack = async ({ detail: me }: CustomEvent<Me>): Promise<void> => {
    if (this.who.is === 'here' && this.who.me.name !== me.name) {
      this.who = { is: 'unknown' };
      await this.updateComplete;
    }
    this.#enter(me);
  };

  readonly #clicked = (event: MouseEvent): void => {
    const link = ownLink(event);
    if (!link) return;
    event.preventDefault();
    void this.#goTo(link);
  };

  async #goTo({ pathname, search }: Address): Promise<void> {
    if (await mayLeave(routeOf(pathname))) go(addressOf({ pathname, search }));
  }

  readonly #leaving = (event: BeforeUnloadEvent): void => {
    if (lossAt(null)) event.preventDefault();
  };

  /** The new page is read from its beginning. */
  readonly #moved = (event: Event): void => {
    const before = this.place;
    const place = this.#placeNow();
    // The browser's own way back has been gone already: it is taken back until that is sure.
    if (event instanceof PopStateEvent && lossAt(place)) {
      const { pathname, search } = location;
      history.pushState(null, '', this.#address);
      void this.#goTo({ pathname, search });
      return;
    }
    this.#show(place);
    if (before.page === place.page && (before.id === place.id || showsBoth(place))) return;
    void this.updateComplete.then(() => {
      this.#main?.focus();
      window.scrollTo(0, 0);
    });
  };

  #placeNow(): Place {
    const { pathname, search } = location;
    const start = this.who.is === 'here' ? startOf(this.who.me.role) : undefined;
    return { ...routeOf(pathname, start), search };
  }

  #show(place: Place): void {
    this.place = place;
    this.#address = addressOf(location);
    const { page, id } = place;
    const title = PAGES.find(({ name }) => name === page)?.title ?? 'Not found';
    const one = id === null || showsBoth(place) ? '' : `${id.slice(0, LONGEST_IN_TITLE)} · `;
    document.title = `${one}${title} · Baton`;
  }

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.#main?.focus();
  };

  get #main(): HTMLElement | null {
    return this.renderRoot.querySelector('#main');
  }
}

/** Such a page has a list and one of it side by side, and moves the focus itself. */
function showsBoth({ page }: Place): boolean {
  return page === 'inbox' || page === 'desk';
}

function addressOf({ pathname, search }: Address): string {
  return `${pathname}${search}`;
}
