import type { CallEvent, EventReceipt } from '../protocol/call-event.ts';
import type { AppDeps } from './app-deps.ts';
import { keepCallbacks } from './jobs/callback-events.ts';
import { addEvents } from './store/events.ts';

/**
 * Stores events of a call, what they tell the customer and the callbacks they ask for: all of it or
 * nothing. Undefined: no such session.
 */
export async function recordEvents(
  { store, webhooks, callbacks, now }: Pick<AppDeps, 'store' | 'webhooks' | 'callbacks' | 'now'>,
  session_id: string,
  events: readonly CallEvent[],
): Promise<EventReceipt | undefined> {
  const at = now();
  const receipt = await addEvents(store, session_id, events, at, async (tx, session, added) => {
    await keepCallbacks(tx, session, added, at);
    await webhooks?.write(tx, session, added);
  });
  webhooks?.wake();
  callbacks?.wake();
  return receipt;
}
