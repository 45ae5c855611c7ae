import type { CallEvent, EventReceipt } from '../protocol/call-event.ts';
import type { AppDeps } from './app-deps.ts';
import { keepCallbacks } from './jobs/callback-events.ts';
import { keepMessages } from './jobs/message-events.ts';
import { keepDesk } from './desk/desk-events.ts';
import { keepLease } from './recovery/lease-events.ts';
import { addEvents, type Decide } from './store/events.ts';

/** What events are recorded with. */
export type Recording = Pick<
  AppDeps,
  'store' | 'webhooks' | 'callbacks' | 'messages' | 'recovery' | 'now'
>;

/**
 * Stores events of a call, what they tell the customer, and what they mean for callbacks, messages,
 * the desk and who holds the call: all of it or nothing. Undefined: no such session.
 */
export async function recordEvents(
  { store, webhooks, callbacks, messages, recovery, now }: Recording,
  session_id: string,
  events: readonly CallEvent[] | Decide,
): Promise<EventReceipt | undefined> {
  const at = now();
  const news = { callbacks: false, messages: false, leaving: false };
  const receipt = await addEvents(store, session_id, events, at, async (tx, session, added) => {
    news.callbacks = await keepCallbacks(tx, session, added, at);
    news.messages = await keepMessages(tx, session, added, messages?.ways ?? {}, at);
    await keepDesk(tx, session, added, at);
    news.leaving = await keepLease(tx, session, added, at);
    await webhooks?.write(tx, session, added);
  });
  webhooks?.wake();
  if (news.callbacks) callbacks?.wake();
  if (news.messages) messages?.wake();
  if (news.leaving) recovery?.soon(0);
  return receipt;
}
