import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { mayAs, Me } from '../../protocol/operator.ts';
import { ask, ConsoleFault, send, SIGNED_OUT, useSession } from './api.ts';
import { pageOf } from './page-of.ts';
import { CONSOLE_ICONS } from './parts/console-icons.ts';
import { failure } from './parts/states.ts';
import { followLink, PAGES, pathTo, routeOf, startOf, type PageName, type Route } from './route.ts';
import { attempt } from './say.ts';
import { SureBox } from './sure-box.ts';
import { SayingBox } from './saying-box.ts';
import { SignIn } from './pages/sign-in.ts';
import { pageStyle } from './style/page-style.ts';
import { shellStyle } from './style/shell-style.ts';
import { themeStyle } from './style/theme-style.ts';

customElements.define('console-sign-in', SignIn);
customElements.define('console-saying', SayingBox);
customElements.define('console-sure', SureBox);

type Who =
  | { readonly is: 'unknown' }
  | { readonly is: 'nobody' }
  | { readonly is: 'away'; readonly fault: ConsoleFault }
  | { readonly is: 'here'; readonly me: Me };

/** `<baton-console>`: who is signed in, where they are, and the frame around the page. */
export class ConsoleApp extends LitElement {
  static override properties = { who: { state: true }, route: { state: true } };
  static override styles = [themeStyle, ...pageStyle, shellStyle];

  declare who: Who;
  declare route: Route;

  constructor() {
    super();
    this.who = { is: 'unknown' };
    this.route = routeOf(location.pathname);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('popstate', this.#moved);
    window.addEventListener(SIGNED_OUT, this.#signedOut);
    this.addEventListener('click', followLink);
    void this.#askWho();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('popstate', this.#moved);
    window.removeEventListener(SIGNED_OUT, this.#signedOut);
  }

  protected override render(): TemplateResult {
    const { who } = this;
    return html`${who.is === 'here' ? this.#shell(who.me) : this.#door(who)}
      <console-saying></console-saying><console-sure></console-sure>`;
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
                aria-current=${this.route.page === name ? 'page' : nothing}
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
      <main id="main" tabindex="-1">${pageOf(this.route, me)}</main>`;
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
    this.who = { is: 'here', me };
    this.route = this.#whereNow();
    this.#entitle();
  }

  readonly #signOut = (): void => {
    void attempt(async () => {
      await send('/api/sign-out', { method: 'POST' });
      this.#signedOut();
    });
  };

  readonly #signedOut = (): void => {
    useSession(null);
    this.who = { is: 'nobody' };
    document.title = 'Sign in · Baton';
  };

  /** The new page is read from its beginning. */
  readonly #moved = (): void => {
    const before: PageName | null = this.route.page;
    this.route = this.#whereNow();
    this.#entitle();
    if (before === this.route.page) return;
    void this.updateComplete.then(() => {
      this.#main?.focus();
      window.scrollTo(0, 0);
    });
  };

  #whereNow(): Route {
    const { who } = this;
    return routeOf(location.pathname, who.is === 'here' ? startOf(who.me.role) : undefined);
  }

  #entitle(): void {
    const title = PAGES.find(({ name }) => name === this.route.page)?.title ?? 'Not found';
    document.title = `${title} · Baton`;
  }

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.#main?.focus();
  };

  get #main(): HTMLElement | null {
    return this.renderRoot.querySelector('#main');
  }
}
