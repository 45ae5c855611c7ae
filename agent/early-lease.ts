import type { BackendClient } from './backend-client.ts';
import { holdLease, type LeaseListener } from './lease.ts';

type News = (listener: LeaseListener) => void;

/**
 * The lease of a call from its opening on: a telephone may ring for longer than a call is left with
 * a worker that nobody hears of. What is told before the conversation listens is told to it then.
 */
export class EarlyLease {
  #waiting: News[] = [];
  #listener: LeaseListener | null = null;

  constructor(
    backend: BackendClient,
    call: { session_id: string; epoch: number },
    report: LeaseListener['report'],
    signal: AbortSignal,
  ) {
    const listener: LeaseListener = {
      lost: (in_force) => {
        this.#tell((to) => {
          to.lost(in_force);
        });
      },
      endCall: () => {
        this.#tell((to) => {
          to.endCall();
        });
      },
      transfer: (target, attempt_id) => {
        this.#tell((to) => {
          to.transfer(target, attempt_id);
        });
      },
      desk: (news) => {
        this.#tell((to) => {
          to.desk(news);
        });
      },
      report,
    };
    void holdLease(backend, call, listener, signal);
  }

  listen(listener: LeaseListener): void {
    this.#listener = listener;
    for (const tell of this.#waiting.splice(0)) tell(listener);
  }

  #tell(news: News): void {
    if (this.#listener) news(this.#listener);
    else this.#waiting.push(news);
  }
}
