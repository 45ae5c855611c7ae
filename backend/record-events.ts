import type { CallEvent, EventReceipt } from '../protocol/call-event.ts';
import type { AppDeps } from './app-deps.ts';
import { addEvents } from './store/events.ts';

/**
 * Stores events of a call and sends what they tell the customer: written with them or not at all.
 * Undefined: no such session.
 */
export async function recordEvents(
  { store, webhooks, now }: Pick<AppDeps, 'store' | 'webhooks' | 'now'>,
  session_id: string,
  events: readonly CallEvent[],
): Promise<EventReceipt | undefined> {
  const receipt = await addEvents(store, session_id, events, now(), webhooks?.write);
  webhooks?.wake();
  return receipt;
}
