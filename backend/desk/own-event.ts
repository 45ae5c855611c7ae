import { randomUUID } from 'node:crypto';
import { CallEvent } from '../../protocol/call-event.ts';
import { countOwn } from '../store/events.ts';
import type { Tx } from '../store/store.ts';

/** What an event says, without what makes it one. */
type Said = CallEvent extends infer E
  ? E extends CallEvent
    ? Omit<E, 'id' | 'epoch' | 'seq' | 'at'>
    : never
  : never;

/** The backend's own word about a call (epoch 0), in the order in which it is said. */
export async function ownEvent(
  tx: Tx,
  session_id: string,
  said: Said,
  now: Date,
): Promise<CallEvent> {
  const seq = await countOwn(tx, session_id);
  return CallEvent.parse({ ...said, id: randomUUID(), epoch: 0, seq, at: now.toISOString() });
}
