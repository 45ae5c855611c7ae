import type { Logger } from '../../config/log.ts';
import type { Store } from '../store/store.ts';
import { deliver, type Answer, type Endpoint } from './deliver.ts';
import { nextDue, postpone, settle, takeDue, type Taken } from './outbox.ts';

/** Messages under way at once, each of another call. */
const AT_ONCE = 8;
/** Longer than one attempt may take. */
const LEASE_MS = 15_000;
/** How soon the messages of another backend that died are found, and a store that failed is asked. */
const IDLE_MS = 5000;
const BUSY_MS = 100;

/** Waiting times between the attempts; after the last one a message is given up, in about 3 days. */
export const DELAYS_MS: readonly number[] = [
  5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
].map((seconds) => seconds * 1000);

export interface CourierOptions {
  store: Store;
  endpoint: Endpoint;
  log: Logger;
  now: () => Date;
  delays_ms: readonly number[];
}

/** Carries what is in the outbox to the endpoint: of each call one message at a time, in order. */
export class Courier {
  readonly #options: CourierOptions;
  readonly #stopping = new AbortController();
  readonly #underway = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Something new may be due. Never throws; not to be called inside a transaction. */
  wake(): void {
    this.#again = true;
    if (this.#stopping.signal.aborted) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#again) this.wake();
    });
  }

  /** What is under way is cut off and due again at the next start. Safe twice. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#looking;
    await Promise.all(this.#underway);
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    let wait_ms: number | undefined = IDLE_MS;
    while (this.#again && !this.#stopping.signal.aborted) {
      this.#again = false;
      wait_ms = await this.#take().catch((error: unknown) => {
        this.#options.log.error({ fault: error }, 'The outbox of webhooks does not answer.');
        return IDLE_MS;
      });
    }
    clearTimeout(this.#timer);
    if (wait_ms === undefined) return;
    this.#timer = setTimeout(() => {
      this.wake();
    }, wait_ms);
  }

  /** Sets off what is due; how long to wait before the next look, undefined when all hands are full. */
  async #take(): Promise<number | undefined> {
    const { store, now } = this.#options;
    const free = AT_ONCE - this.#underway.size;
    if (free <= 0) return undefined;
    const at = now();
    const until = new Date(at.getTime() + LEASE_MS);
    for (const message of await store.run((db) => takeDue(db, free, at, until))) {
      const carried = this.#carry(message).finally(() => {
        this.#underway.delete(carried);
        this.wake();
      });
      this.#underway.add(carried);
    }
    if (this.#underway.size >= AT_ONCE) return undefined;
    const due = await store.run(nextDue);
    const wait_ms = due ? due.getTime() - now().getTime() : IDLE_MS;
    return Math.min(Math.max(wait_ms, BUSY_MS), IDLE_MS);
  }

  async #carry(message: Taken): Promise<void> {
    const { endpoint, now, log } = this.#options;
    const answer = await deliver(endpoint, message, now(), this.#stopping.signal);
    await this.#note(message, answer).catch((error: unknown) => {
      const about = { webhook: message.id, type: message.type, fault: error };
      log.error(about, 'What became of a webhook was not stored; it is sent again.');
    });
  }

  async #note(message: Taken, answer: Answer): Promise<void> {
    const { store, now, log, delays_ms } = this.#options;
    const { id, type, attempts } = message;
    if (answer.is === 'delivered') {
      await store.run((db) => settle(db, id, 'delivered', now()));
      return;
    }
    const stopped = this.#stopping.signal.aborted;
    const delay_ms = stopped ? 0 : delays_ms[attempts - 1];
    const because = answer.is === 'gone' ? 'HTTP 410' : answer.because;
    const about = { webhook: id, type, attempts, because };
    if (answer.is === 'gone' || delay_ms === undefined) {
      log.error(about, 'A webhook is given up.');
      await store.run((db) => settle(db, id, 'given_up', now()));
    } else {
      if (!stopped) log.warn(about, 'A webhook was not delivered; it is tried again.');
      const due_at = new Date(now().getTime() + jittered(delay_ms));
      await store.run((db) => postpone(db, id, due_at));
    }
  }
}

/** Up to a tenth more: receivers that come back are not met by everybody at once. */
function jittered(ms: number): number {
  return ms * (1 + Math.random() / 10);
}
