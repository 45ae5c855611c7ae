import type { AppDeps } from '../app-deps.ts';
import { recordEvents } from '../record-events.ts';
import { findEntry, openEntries, settleEntry } from '../store/desk.ts';
import { findSession } from '../store/sessions.ts';
import { ownEvents } from '../own-event.ts';

/** Milliseconds in which a caller's own connection may break and come back. */
const GRACE_MS = 60_000;

type Deps = Pick<
  AppDeps,
  'store' | 'livekit' | 'webhooks' | 'callbacks' | 'messages' | 'bell' | 'log' | 'now'
>;

/**
 * A worker that was killed tells of no caller who has left. Whoever has been at the desk for a while
 * and is in no room at two looks in a row is taken off, so that nobody takes a call that is not there.
 * @param missing ids that were missing at the last look; kept between looks
 */
export async function settleDeserted(deps: Deps, missing: Set<string>): Promise<void> {
  const before = deps.now().getTime() - GRACE_MS;
  const open = await deps.store.run((db) => openEntries(db));
  const missed_before = new Set(missing);
  missing.clear();
  for (const { id, session_id } of open.filter((one) => one.enqueued_at.getTime() < before)) {
    const session = await deps.store.run((db) => findSession(db, session_id));
    if (!session || (await deps.livekit.callerThere(session.room))) continue;
    missing.add(id);
    if (!missed_before.has(id)) continue;
    await recordEvents(deps, session_id, async (tx) => {
      const now = deps.now();
      const row = await findEntry(tx, id);
      const state = row?.state === 'connected' ? 'done' : 'abandoned';
      if (!(await settleEntry(tx, id, state, now)) || state === 'done') return [];
      const said = { type: 'desk_abandoned', desk_id: id, why: 'caller_left' } as const;
      return ownEvents(tx, session_id, [said], now);
    });
    deps.bell.ring(session_id);
    deps.log.info({ session_id }, 'A caller at the desk had gone without a word.');
  }
}
