import type { Logger } from '../../config/log.ts';
import { dropAudit } from '../store/audit.ts';
import { forgetCalls } from '../store/forget-calls.ts';
import { holdOldCalls } from '../store/old-calls.ts';
import type { Store } from '../store/store.ts';
import { oneAtATime } from './one-at-a-time.ts';

const LOOK_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Calls, and entries of the audit, that go in one transaction: nobody waits for more. */
const CALLS_AT_ONCE = 25;
const ENTRIES_AT_ONCE = 1000;

export interface RetentionDeps {
  store: Store;
  log: Logger;
  now: () => Date;
  /** Days for which calls are kept; undefined: for ever. */
  days: number | undefined;
  /** Of the audit. */
  auditDays: number | undefined;
}

/** What is old enough goes. Several backends on one store share the work. */
export interface Retention {
  /** Looks now; never rejects. */
  look(): Promise<void>;
  /** Ends the batch that is under way, and no other begins. Safe twice. */
  close(): Promise<void>;
}

/** Undefined where everything is kept for ever. */
export function startRetention(deps: RetentionDeps): Retention | undefined {
  const { days, auditDays } = deps;
  if (days === undefined && auditDays === undefined) return undefined;
  let closed = false;
  const looking = oneAtATime(async () => {
    try {
      const isOpen = () => !closed;
      if (days !== undefined) await forgetOldCalls(deps, days, isOpen);
      if (auditDays !== undefined) await forgetOldActs(deps, auditDays, isOpen);
    } catch (fault) {
      deps.log.error({ fault }, 'What is old could not be taken away.');
    }
  });
  void looking.again();
  const timer = setInterval(() => void looking.again(), LOOK_MS);
  return {
    look: () => looking.again(),
    close: () => {
      closed = true;
      clearInterval(timer);
      return looking.idle();
    },
  };
}

async function forgetOldCalls(
  { store, log, now }: RetentionDeps,
  days: number,
  isOpen: () => boolean,
): Promise<void> {
  let gone = 0;
  for (let last = CALLS_AT_ONCE; last === CALLS_AT_ONCE && isOpen(); gone += last) {
    const at = now();
    last = await store.transaction(async (tx) => {
      const ids = await holdOldCalls(tx, before(at, days), at, CALLS_AT_ONCE);
      await forgetCalls(tx, ids);
      return ids.length;
    });
  }
  if (gone > 0) log.info({ calls: gone, days }, 'Calls that were old enough are kept no more.');
}

async function forgetOldActs(
  { store, log, now }: RetentionDeps,
  days: number,
  isOpen: () => boolean,
): Promise<void> {
  let gone = 0;
  for (let last = ENTRIES_AT_ONCE; last === ENTRIES_AT_ONCE && isOpen(); gone += last)
    last = await store.transaction((tx) => dropAudit(tx, before(now(), days), ENTRIES_AT_ONCE));
  if (gone > 0) log.info({ entries: gone, days }, 'The audit is shorter by what was old enough.');
}

function before(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}
