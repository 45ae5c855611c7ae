import type { CallEvent, EventReceipt } from '../protocol/call-event.ts';
import type { AppDeps } from './app-deps.ts';
import { keepCallbacks } from './jobs/callback-events.ts';
import { keepMessages } from './jobs/message-events.ts';
import { keepDesk } from './desk/desk-events.ts';
import { inRounds } from './in-rounds.ts';
import { keepLease } from './recovery/lease-events.ts';
import { addEvents, addReports, type Alongside, type Decide, type Report } from './store/events.ts';

/** What events are recorded with. */
export type Recording = Pick<
  AppDeps,
  'store' | 'webhooks' | 'callbacks' | 'messages' | 'recovery' | 'now'
>;

/**
 * Stores events of a call, what they tell the customer, and what they mean for callbacks, messages,
 * the desk and who holds the call: all of it or nothing. Undefined: no such session.
 */
export function recordEvents(
  recording: Recording,
  session_id: string,
  events: readonly CallEvent[] | Decide,
): Promise<EventReceipt | undefined> {
  const { store } = recording;
  return recorded(recording, (at, alongside) =>
    addEvents(store, session_id, events, at, alongside),
  );
}

/** The same for what workers report, in one commit with whatever others report in this moment. */
export function recorderOfReports(
  recording: Recording,
): (report: Report) => Promise<EventReceipt | undefined> {
  return inRounds(async (reports) => {
    const receipts = await recorded(recording, (at, alongside) =>
      addReports(recording.store, reports, at, alongside),
    );
    // One that waits for whoever holds its call keeps nobody else waiting.
    return reports.map(
      ({ session_id, events }, n) => receipts[n] ?? recordEvents(recording, session_id, events),
    );
  });
}

async function recorded<T>(
  { webhooks, callbacks, messages, recovery, now }: Recording,
  add: (at: Date, alongside: Alongside) => Promise<T>,
): Promise<T> {
  const at = now();
  const news = { callbacks: false, messages: false, leaving: false };
  const added = await add(at, async (tx, call, events) => {
    if (await keepCallbacks(tx, call, events, at)) news.callbacks = true;
    if (await keepMessages(tx, call, events, messages?.ways ?? {}, at)) news.messages = true;
    await keepDesk(tx, call, events, at);
    if (await keepLease(tx, call, events, at)) news.leaving = true;
    await webhooks?.write(tx, call, events);
  });
  webhooks?.wake();
  if (news.callbacks) callbacks?.wake();
  if (news.messages) messages?.wake();
  if (news.leaving) recovery?.soon(0);
  return added;
}
