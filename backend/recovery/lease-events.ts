import { ofType } from '../../call/timeline.ts';
import type { HeldCall } from '../store/add-events.ts';
import type { StoredEvent } from '../store/events.ts';
import { dropLease, setDue } from '../store/leases.ts';
import type { Tx } from '../store/store.ts';

/** What new events mean for who holds the call. True: its worker leaves, and another one is wanted now. */
export async function keepLease(
  tx: Tx,
  { session_id }: HeldCall,
  added: readonly StoredEvent[],
  now: Date,
): Promise<boolean> {
  const timely = added.filter(({ late }) => !late);
  if (ofType(timely, 'call_ended').length > 0) {
    await dropLease(tx, session_id);
    return false;
  }
  const leaves = ofType(timely, 'worker_lost').some(({ epoch }) => epoch > 0);
  if (leaves) await setDue(tx, session_id, { due_at: now });
  return leaves;
}
