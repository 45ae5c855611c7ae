import { askToDial } from '../place-call.ts';
import { countUnderWay, lockPlacing } from '../store/callback-limits.ts';
import { allLinesBusy } from '../store/call-limit.ts';
import { change, holdDue, takeToLook, type CallbackRow } from '../store/callbacks.ts';
import type { CallbackDeps } from './callback-deps.ts';
import { lookAfter, OPEN_WITHIN_MS } from './look-after-callback.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { placeDue, PLACING_MS, type Placing } from './place-callback.ts';

/** How soon one that has come due is found, and what another backend left that died. */
const LOOK_MS = 5000;
/** How long one waits whose placing broke, so that it does not hold up the others. */
const BROKEN_MS = 60_000;

/** Places the calls that callers have asked for. Several backends on one store share the work. */
export interface Callbacks {
  /** Something new may be due. Not to be called inside a transaction. */
  wake(): void;
  /** Does what is due now; never rejects. */
  look(): Promise<void>;
  /** Ends the step that is under way, and no other begins. Safe twice. */
  close(): Promise<void>;
}

export function startCallbacks(deps: CallbackDeps): Callbacks {
  const job = new CallbackJob(deps);
  // What came due while no backend was there.
  void job.look();
  const looking = setInterval(() => void job.look(), LOOK_MS);
  return {
    wake: () => void job.look(),
    look: () => job.look(),
    close: () => {
      clearInterval(looking);
      return job.close();
    },
  };
}

class CallbackJob {
  readonly #deps: CallbackDeps;
  readonly #since: Date;
  readonly #looking = oneAtATime(() => this.#pass());
  #closed = false;

  constructor(deps: CallbackDeps) {
    this.#deps = deps;
    this.#since = deps.now();
  }

  look(): Promise<void> {
    return this.#looking.again();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#looking.idle();
  }

  async #pass(): Promise<void> {
    try {
      while (!this.#closed && (await this.#lookAfterOne()));
      while (!this.#closed && (await this.#placeOne()));
    } catch (fault) {
      this.#deps.log.error({ fault }, 'The store of callbacks does not answer.');
    }
  }

  /** False: none is due, or as many are under way as may be. */
  async #placeOne(): Promise<boolean> {
    const { store, now, log, atOnce, mostCalls } = this.#deps;
    let due: CallbackRow | undefined;
    try {
      const placing = await store.transaction(async (tx) => {
        await lockPlacing(tx);
        if ((await countUnderWay(tx)) >= atOnce) return undefined;
        if (await allLinesBusy(tx, mostCalls)) return undefined;
        due = await holdDue(tx, now());
        return due && placeDue(tx, this.#deps, due);
      });
      if (placing) await this.#carryOut(placing);
      return placing !== undefined;
    } catch (fault) {
      if (!due) throw fault;
      const { callback_id } = due;
      log.error({ callback_id, fault }, 'A callback broke; it waits for a minute.');
      const set = { due_at: this.#in(BROKEN_MS) };
      const seen = due;
      await store.run((db) => change(db, { seen, set }, now()));
      return true;
    }
  }

  async #carryOut(placing: Placing): Promise<void> {
    const { log } = this.#deps;
    const { callback_id } = placing.callback;
    if (placing.is === 'failed') {
      const { because } = placing;
      log.error({ callback_id, because }, 'A callback cannot be placed and is given up.');
    } else if (placing.is === 'later') {
      log.info({ callback_id, due_at: placing.due_at }, 'A callback waits for its hour.');
    } else {
      await this.#ask(placing);
    }
  }

  /** A request that fails may have been heard: that is looked at once its time is over. */
  async #ask({ callback, session, number }: Placing & { is: 'placing' }): Promise<void> {
    const { store, livekit, now, log } = this.#deps;
    const { callback_id, look_at } = callback;
    const about = { callback_id, session_id: session.session_id };
    // This process slept: the callback is somebody else's now.
    if (look_at === null || now() >= look_at) return;
    try {
      await askToDial(livekit, session, number);
    } catch (fault) {
      const more = { ...about, fault };
      log.error(more, 'No worker could be asked to place a callback; it is looked at again.');
      return;
    }
    log.info(about, 'A callback is placed.');
    const set = { state: 'placed' as const, look_at: this.#in(OPEN_WITHIN_MS) };
    await store.run((db) => change(db, { seen: callback, set }, now()));
  }

  /** False: there is none to look at. */
  async #lookAfterOne(): Promise<boolean> {
    const { store, now, log } = this.#deps;
    const at = now();
    const callback = await store.run((db) => takeToLook(db, at, this.#in(PLACING_MS)));
    if (!callback) return false;
    const settled = at.getTime() - this.#since.getTime() >= OPEN_WITHIN_MS;
    await lookAfter(this.#deps, callback, settled).catch((fault: unknown) => {
      const about = { callback_id: callback.callback_id, fault };
      log.error(about, 'A callback could not be looked after; it is looked at again.');
    });
    return true;
  }

  #in(ms: number): Date {
    return new Date(this.#deps.now().getTime() + ms);
  }
}
