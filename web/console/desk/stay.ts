import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { go, ownLink, routeOf } from '../route.ts';
import { sure } from '../sure.ts';

/** Asks before a click leads away from the page that holds a call: with it goes the call's room. */
export class Stay implements ReactiveController {
  readonly #caller: () => string | null;

  /** `caller`: whose call would be left; null for none. */
  constructor(host: ReactiveControllerHost, caller: () => string | null) {
    this.#caller = caller;
    host.addController(this);
  }

  hostConnected(): void {
    // Before whoever follows links.
    window.addEventListener('click', this.#clicked, true);
  }

  hostDisconnected(): void {
    window.removeEventListener('click', this.#clicked, true);
  }

  readonly #clicked = (event: MouseEvent): void => {
    const [caller, link] = [this.#caller(), ownLink(event)];
    if (caller === null || link === undefined || routeOf(link.pathname).page === 'desk') return;
    event.preventDefault();
    void this.#ask(caller, `${link.pathname}${link.search}`);
  };

  async #ask(caller: string, path: string): Promise<void> {
    const title = `Leave the call with ${caller}?`;
    const text = 'You leave the room; unless you join again, the character takes the caller back.';
    if (await sure({ title, text, act: 'Leave the call' })) go(path);
  }
}
