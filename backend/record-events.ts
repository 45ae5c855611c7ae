import type { CallEvent, EventReceipt } from '../protocol/call-event.ts';
import type { AppDeps } from './app-deps.ts';
import { keepCallbacks } from './jobs/callback-events.ts';
import { keepMessages } from './jobs/message-events.ts';
import { keepDesk } from './desk/desk-events.ts';
import { inRounds } from './in-rounds.ts';
import { keepLease } from './recovery/lease-events.ts';
import {
  addEvents,
  addReports,
  type Alongside,
  type Decide,
  type Report,
} from './store/add-events.ts';

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

/**
 * Most of what workers report. It touches nothing that calls have in common, so that those which are
 * stored together wait for nobody else.
 */
const PASSING: ReadonlySet<CallEvent['type']> = new Set([
  'turn',
  'tool_call',
  'variable_set',
  'handoff_requested',
  'handoff_rolled_back',
  'digits',
  'sound',
]);

/** The same for what workers report: what only passes has one commit with whatever else does in this moment. */
export function recorderOfReports(
  recording: Recording,
): (report: Report) => Promise<EventReceipt | undefined> {
  const alone = ({ session_id, events }: Report) => recordEvents(recording, session_id, events);
  const together = inRounds(
    async (reports: readonly Report[]) => {
      const receipts = await recorded(recording, (at, alongside) =>
        addReports(recording.store, reports, at, alongside),
      ).catch(noneIfUnstorable);
      // One that waits for whoever holds its call, or cannot be stored, keeps no other one from it.
      return reports.map((report, n) => receipts[n] ?? alone(report));
    },
    { weigh: ({ events }) => events.length },
  );
  return (report) =>
    report.events.every(({ type }) => PASSING.has(type)) ? together(report) : alone(report);
}

/** The store refused what it was given: SQLSTATE 22 and 23 (PostgreSQL, appendix A). */
function noneIfUnstorable(fault: unknown): (EventReceipt | undefined)[] {
  if (fault instanceof Error && 'code' in fault && /^2[23]...$/.test(String(fault.code))) return [];
  throw fault;
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
