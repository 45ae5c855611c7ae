import { ofType } from '../../call/timeline.ts';
import { inOrder } from '../../protocol/event-order.ts';
import { addRequest } from '../store/callbacks.ts';
import type { HeldCall } from '../store/add-events.ts';
import { deriveOne, type StoredEvent } from '../store/events.ts';
import type { Tx } from '../store/store.ts';
import { settleByEnd } from './callback-outcome.ts';

/**
 * What new events mean for callbacks, in the transaction that stores them: one is asked for, or a
 * call that was placed for one is over. What a worker says that had lost its call means nothing.
 * True: there is something to do for whoever places them.
 */
export async function keepCallbacks(
  tx: Tx,
  call: HeldCall,
  added: readonly StoredEvent[],
  now: Date,
): Promise<boolean> {
  const timely = inOrder(added.filter((event) => !event.late));
  const wishes = ofType(timely, 'callback_scheduled');
  for (const event of wishes) {
    const session = await call.session();
    const { session_id, workspace } = session;
    const { callback_id, number, reason, character, name = null } = event;
    const { path } = await deriveOne(tx, session);
    const request = {
      ...{ callback_id, session_id, workspace, number, name, reason, character },
      asked_by: path.at(-1) ?? session.first_character,
      asked_at: new Date(event.at),
      due_at: new Date(event.due_at),
    };
    await addRequest(tx, request, now);
  }
  const ended =
    ofType(timely, 'call_ended').length > 0 && (await settleByEnd(tx, await call.session(), now));
  return wishes.length > 0 || ended;
}
