import { randomUUID } from 'node:crypto';
import { CallEvent } from '../protocol/call-event.ts';
import { countOwn } from './store/events.ts';
import type { Tx } from './store/store.ts';

/** What an event says, without what makes it one. */
export type Said = CallEvent extends infer E
  ? E extends CallEvent
    ? Omit<E, 'id' | 'epoch' | 'seq' | 'at'>
    : never
  : never;

/** The backend's own words about a call (epoch 0), in the order in which they are said. */
export async function ownEvents(
  tx: Tx,
  session_id: string,
  said: readonly Said[],
  now: Date,
): Promise<CallEvent[]> {
  const first = await countOwn(tx, session_id);
  const at = now.toISOString();
  return said.map((one, index) =>
    CallEvent.parse({ ...one, id: randomUUID(), epoch: 0, seq: first + index, at }),
  );
}
