import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LiveNews, type Speaker } from '../../protocol/live-call.ts';
import { Me } from '../../protocol/operator.ts';
import { ask } from './api.ts';
import { takeNews, type LiveView } from './live-view.ts';

const AGAIN_MS = 3000;

/** `away`: what is shown is old; it is tried again. */
export type LiveState = 'connecting' | 'open' | 'away';

/** The stream of live calls, for as long as its page is shown. */
export class LiveCalls implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #source: EventSource | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #shown = false;
  view: LiveView = new Map();
  state: LiveState = 'connecting';
  /** The calls were told at least once. */
  known = false;
  /** Who speaks at this moment, by call. */
  readonly speaking = new Map<string, readonly Speaker[]>();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#shown = true;
    this.#listen();
  }

  hostDisconnected(): void {
    this.#shown = false;
    clearTimeout(this.#again);
    this.#source?.close();
  }

  #listen(): void {
    const source = (this.#source = new EventSource('/api/calls/live'));
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const news = LiveNews.safeParse(JSON.parse(data));
      if (!news.success) return;
      this.view = takeNews(this.view, news.data);
      this.known ||= news.data.type === 'snapshot';
      if (news.data.type === 'speaking') this.speaking.set(news.data.session_id, news.data.who);
      this.#become('open');
    });
    source.addEventListener('error', () => {
      this.speaking.clear();
      this.#become('away');
      // The browser comes back by itself, unless it was refused.
      if (source.readyState === EventSource.CLOSED) this.#later();
    });
  }

  #later(): void {
    this.#source?.close();
    // A page that is left asks nothing more, whatever is answered still.
    if (!this.#shown) return;
    this.#again = setTimeout(() => {
      // Who is not signed in any more is told so by this; everybody else listens again.
      ask(Me, '/api/me').then(
        () => {
          if (this.#shown) this.#listen();
        },
        () => {
          this.#later();
        },
      );
    }, AGAIN_MS);
  }

  #become(state: LiveState): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
