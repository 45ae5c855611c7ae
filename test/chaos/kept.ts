import type { Store } from '../../backend/store/store.ts';

/** What the store has in the end, read by itself and not through a backend. */
export function keptIn(store: Store) {
  return store.run(async (db) => {
    const sessions = await db.selectFrom('call_session').selectAll().execute();
    const events = await db.selectFrom('call_event').select(['session_id', 'id', 'type']).execute();
    return {
      sessions,
      events,
      leases: await db.selectFrom('call_lease').selectAll().execute(),
      webhooks: await db.selectFrom('webhook').selectAll().execute(),
      entries: await db.selectFrom('desk_entry').selectAll().execute(),
      messages: await db.selectFrom('message').selectAll().execute(),
      callbacks: await db.selectFrom('callback').selectAll().execute(),
      requests: await db.selectFrom('callback_request').selectAll().execute(),
    };
  });
}
export type Kept = Awaited<ReturnType<typeof keptIn>>;

/** Calls that are left with somebody, or with nobody. */
export async function leftIn(store: Store): Promise<number> {
  const leases = await store.run((db) => db.selectFrom('call_lease').selectAll().execute());
  return leases.length;
}
