import { oneAtATime } from '../jobs/one-at-a-time.ts';
import { extendLeases } from '../store/leases.ts';
import { recoverNext, type RecoveryDeps } from './recover-call.ts';

/** How soon a lease is found that nobody has renewed. */
const LOOK_MS = 2000;
/** Milliseconds that workers have to come back to a backend that was away, or stood still. */
const COME_BACK_MS = 8000;

/** Takes up the calls whose workers are gone (B12). Several backends on one store share the work. */
export interface Recovery {
  /** Looks in so many milliseconds. Not to be called inside a transaction. */
  soon(ms: number): void;
  /** Looks now; never rejects. */
  look(): Promise<void>;
  /** Ends the step that is under way, and no other begins. Safe twice. */
  close(): Promise<void>;
}

export function startRecovery(deps: RecoveryDeps): Recovery {
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;
  let looked_at = 0;
  const { look, idle } = lookingAt(async () => {
    // Hazard: a store that does not answer keeps workers from renewing, however often we look. So the
    // hour is read when it has answered.
    await deps.store.ping();
    const now = deps.now().getTime();
    // We were away, or this process or the store stood still: what is due may only be what nobody heard of.
    const away = now - looked_at > LOOK_MS + COME_BACK_MS;
    if (away) await deps.store.run((db) => extendLeases(db, new Date(now + COME_BACK_MS)));
    looked_at = now;
    while (!closed && (await recoverNext(deps)));
  }, deps);
  const looking = setInterval(() => void look(), LOOK_MS);
  void look();
  return {
    look,
    soon(ms) {
      if (closed) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        void look();
      }, ms);
      timers.add(timer);
    },
    close: () => {
      closed = true;
      clearInterval(looking);
      for (const timer of timers) clearTimeout(timer);
      return idle();
    },
  };
}

function lookingAt(pass: () => Promise<void>, { log }: RecoveryDeps) {
  const work = oneAtATime(() =>
    pass().catch((fault: unknown) => {
      log.error({ fault }, 'Calls without a worker could not be looked at.');
    }),
  );
  return { look: () => work.again(), idle: () => work.idle() };
}
