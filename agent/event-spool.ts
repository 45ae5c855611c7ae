import { randomUUID } from 'node:crypto';
import { timeLimit } from '../config/time-limit.ts';
import type { CallEvent } from '../protocol/call-event.ts';
import { pause } from './pause.ts';

type Draft<E> = E extends CallEvent ? Omit<E, 'id' | 'epoch' | 'seq' | 'at'> : never;
/** An event without the fields that the spool gives it. */
export type EventDraft = Draft<CallEvent>;
/** Notes that something happened. Never throws, never waits. */
export type RecordEvent = (event: EventDraft) => void;

/** Posts a batch; resolves once the backend has it for good. */
export type PostEvents = (events: CallEvent[], signal: AbortSignal) => Promise<void>;

const BATCH = 100;
/** Milliseconds between two tries while the backend is away. */
const RETRY_MS = 500;
/** Milliseconds within which one batch must be answered. */
const POST_LIMIT_MS = 10_000;

/**
 * The events of a call on their way to the store, in order. A batch that was not acknowledged is
 * sent again as it was; the store knows an event by its id, so none is lost and none comes twice.
 */
export class EventSpool {
  readonly #post: PostEvents;
  readonly #report: (what: string, fault: unknown) => void;
  readonly #epoch: number;
  readonly #waiting: CallEvent[] = [];
  readonly #closing = new AbortController();
  #seq = 0;
  #pump: Promise<void> | null = null;
  #away = false;

  constructor(epoch: number, post: PostEvents, report: (what: string, fault: unknown) => void) {
    this.#epoch = epoch;
    this.#post = post;
    this.#report = report;
  }

  readonly record: RecordEvent = (draft) => {
    const event = {
      ...draft,
      id: randomUUID(),
      epoch: this.#epoch,
      seq: this.#seq++,
      at: new Date().toISOString(),
    } as CallEvent;
    this.#waiting.push(event);
    this.#pump ??= this.#run().finally(() => {
      this.#pump = null;
    });
  };

  /** Delivers what is left, for at most `limit_ms`; what could not be delivered is returned. */
  async close(limit_ms: number): Promise<readonly CallEvent[]> {
    const timer = setTimeout(() => {
      this.#closing.abort(new Error('The time to deliver events is over.'));
    }, limit_ms);
    while (this.#pump && !this.#closing.signal.aborted) await this.#pump;
    clearTimeout(timer);
    return this.#waiting;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#closing.signal.aborted) {
      const batch = this.#waiting.slice(0, BATCH);
      if (await this.#deliver(batch)) this.#waiting.splice(0, batch.length);
      else await pause(RETRY_MS, this.#closing.signal);
    }
  }

  async #deliver(batch: CallEvent[]): Promise<boolean> {
    const limit = timeLimit(POST_LIMIT_MS, this.#closing.signal);
    try {
      await this.#post(batch, limit);
      this.#away = false;
      return true;
    } catch (fault) {
      if (!this.#away) this.#report('Events wait until the backend is back.', fault);
      this.#away = true;
      return false;
    }
  }
}
