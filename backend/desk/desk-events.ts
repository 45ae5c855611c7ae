import { ofType } from '../../call/timeline.ts';
import { hasLeftUs } from '../../call/verdict.ts';
import { inOrder } from '../../protocol/event-order.ts';
import { connectEntry, settleCall, settleEntry } from '../store/desk.ts';
import type { HeldCall } from '../store/add-events.ts';
import type { StoredEvent } from '../store/events.ts';
import type { Tx } from '../store/store.ts';

/**
 * What new events of a worker mean for the desk, in the transaction that stores them. What a worker
 * says that had lost its call means nothing.
 */
export async function keepDesk(
  tx: Tx,
  { session_id }: HeldCall,
  added: readonly StoredEvent[],
  now: Date,
): Promise<void> {
  const timely = inOrder(added.filter(({ late }) => !late));
  for (const { attempt_id, verdict, evidence } of ofType(timely, 'transfer_judged')) {
    if (evidence.execution === 'desk' && hasLeftUs(verdict))
      await connectEntry(tx, attempt_id, now);
  }
  for (const { desk_id } of ofType(timely, 'desk_abandoned'))
    await settleEntry(tx, desk_id, 'abandoned', now);
  for (const { desk_id, lost } of ofType(timely, 'desk_returned'))
    if (lost) await settleEntry(tx, desk_id, 'returned', now);
  if (ofType(timely, 'call_ended').length > 0) await settleCall(tx, session_id, now);
}
