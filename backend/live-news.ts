import type { LiveNews } from '../protocol/live-call.ts';
import { callSummary } from './call-summary.ts';
import { deriveCalls, deriveOne } from './store/events.ts';
import { eventsAfter, newestPosition, unendedSessions, withEvents } from './store/live-calls.ts';
import { findSession } from './store/sessions.ts';
import type { Db, Store } from './store/store.ts';

/** Whoever has been silent for longer than a day has lost their worker, not their patience. */
const OLDEST_MS = 24 * 3_600_000;
/** Positions are given before a commit: a smaller one may come to light after a larger one. */
const LOOK_BACK = 200;
/** Whoever was away for more gets a snapshot. */
const MOST_MISSED = 2000;

/** A message, and the position that `Last-Event-ID` will name. */
export interface PlacedNews {
  position: number;
  news: LiveNews;
}

/** What one reader of the live calls has been told. */
export class LiveReader {
  readonly #store: Store;
  readonly #told = new Set<number>();
  readonly #calls = new Set<string>();
  #position = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The first messages: a snapshot, or what happened after `last`. */
  begin(last: number | undefined, now: Date): Promise<PlacedNews[]> {
    return this.#store.run(async (db) => {
      const newest = await newestPosition(db);
      const missed = last === undefined ? Infinity : newest - last;
      if (last === undefined || missed < 0 || missed > MOST_MISSED)
        return this.#snapshot(db, newest, now);
      this.#position = last;
      return this.#since(db);
    });
  }

  next(): Promise<PlacedNews[]> {
    return this.#store.run((db) => this.#since(db));
  }

  async #snapshot(db: Db, newest: number, now: Date): Promise<PlacedNews[]> {
    this.#position = newest;
    for (const { position } of await eventsAfter(db, newest - LOOK_BACK, 2 * LOOK_BACK))
      this.#told.add(position);
    const sessions = await unendedSessions(db, new Date(now.getTime() - OLDEST_MS));
    const derived = await deriveCalls(db, sessions);
    const calls = (await withEvents(db, sessions)).flatMap(({ session, events }) => {
      const facts = derived.get(session.session_id);
      this.#calls.add(session.session_id);
      return facts ? [{ ...callSummary(session, facts), events }] : [];
    });
    return [{ position: newest, news: { type: 'snapshot', calls } }];
  }

  async #since(db: Db): Promise<PlacedNews[]> {
    const seen = await eventsAfter(db, this.#position - LOOK_BACK, MOST_MISSED + LOOK_BACK);
    const all: PlacedNews[] = [];
    for (const { position, session_id, event } of seen) {
      if (this.#told.has(position)) continue;
      this.#told.add(position);
      this.#position = Math.max(this.#position, position);
      const call = await this.#introduced(db, session_id);
      if (call) all.push({ position, news: { type: 'call', call } });
      all.push({ position, news: { type: 'event', session_id, event } });
    }
    for (const position of this.#told)
      if (position <= this.#position - LOOK_BACK) this.#told.delete(position);
    return all;
  }

  async #introduced(db: Db, session_id: string) {
    if (this.#calls.has(session_id)) return undefined;
    this.#calls.add(session_id);
    const session = await findSession(db, session_id);
    return session && callSummary(session, await deriveOne(db, session));
  }
}
