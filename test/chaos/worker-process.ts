import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { timeLimit } from '../../config/time-limit.ts';
import { BackendClient } from '../../agent/backend-client.ts';
import { EventSpool, type RecordEvent } from '../../agent/event-spool.ts';
import { holdLease, type LeaseListener } from '../../agent/lease.ts';
import { openCall } from '../../agent/opening.ts';
import { BackendError } from '../../call/call-error.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { OpenCallRequest } from '../../protocol/session.ts';
import { callerOf } from './patient-server.ts';
import type { FromWorker, PlannedCall, ToWorker } from './worker-news.ts';

/** A worker as backends see it, with the worker's own spool and lease, and no room. */
const [url = '', key = ''] = process.argv.slice(2);
const AGAIN_MS = 200;
const LAST_EVENTS_MS = 120_000;
const backend = new BackendClient(url, key);
const finished = new AbortController();
const tell = (news: FromWorker) => process.send?.(news);

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToWorker) => {
  if ('finish' in message) finished.abort();
  else if ('call' in message) void take(message.call.room, message.call);
  else void take(message.resume.room, undefined, message.resume.session_id);
});
tell({ ready: true });

async function take(room: string, plan?: PlannedCall, session_id?: string): Promise<void> {
  const request = { room, channel: 'sip_inbound', caller: callerOf(room) } as const;
  const bundle = await untilOpened({ ...request, ...(session_id && { session_id }) });
  if (bundle) await converse(room, bundle, plan);
  tell({ left: room });
}

async function converse(room: string, bundle: SessionBundle, plan?: PlannedCall): Promise<void> {
  const { session_id, epoch, taken_over } = bundle;
  tell({ opened: room, session_id, epoch });
  const over = new AbortController();
  void holdLease(backend, bundle, listenerOf(over), over.signal);
  const post: ConstructorParameters<typeof EventSpool>[1] = async (events, signal) => {
    await backend.postEvents(session_id, events, signal);
    tell({ stored: events.map(({ id }) => id), session_id });
  };
  const spool = new EventSpool(epoch, post, () => undefined);
  if (taken_over) spool.record({ type: 'worker_resumed' });
  spool.record({ type: 'call_started', character: bundle.character.slug, channel: 'sip_inbound' });
  const waits = await happens(session_id, spool.record, plan, over.signal);
  if (waits || taken_over?.desk) await untilFinished(over.signal);
  if (!over.signal.aborted) spool.record({ type: 'call_ended', disconnected_by: 'caller' });
  await spool.close(LAST_EVENTS_MS);
  over.abort();
}

/** True: the caller waits at the desk. */
async function happens(
  session_id: string,
  record: RecordEvent,
  plan: PlannedCall | undefined,
  over: AbortSignal,
): Promise<boolean> {
  const next = () => pause(plan?.pace_ms ?? 0, undefined, { signal: over }).catch(() => undefined);
  record({ type: 'turn', role: 'agent', text: 'How can I help?', character: 'front-desk' });
  await next();
  record({ type: 'turn', role: 'caller', text: 'Like this.', character: 'front-desk' });
  await next();
  if (!plan || over.aborted) return false;
  const { id, wants } = plan;
  if (wants === 'desk') return isQueued(session_id, id, over);
  if (wants === 'message') record({ type: 'message_taken', message_id: id, text: 'Call Jo.' });
  else if (wants === 'callback') {
    const due_at = new Date(Date.now() + 86_400_000).toISOString();
    const wish = { number: '+14155550100', reason: 'a bike', character: 'billing', due_at };
    record({ type: 'callback_scheduled', callback_id: id, ...wish });
  } else if (wants === 'handoff') {
    const hop = { attempt_id: id, from: 'front-desk', to: 'billing' };
    record({ type: 'handoff_committed', ...hop, waterfall: { decision: 0 } });
  }
  await next();
  return false;
}

async function isQueued(session_id: string, id: string, over: AbortSignal): Promise<boolean> {
  while (!over.aborted) {
    try {
      const wish = { id, queue: 'support', caller: null, reason: 'a bike' };
      await backend.enqueue(session_id, wish, timeLimit(5000, over));
      tell({ queued: id, session_id });
      return true;
    } catch {
      await pause(AGAIN_MS);
    }
  }
  return false;
}

function listenerOf(over: AbortController): LeaseListener {
  const nothing = () => undefined;
  const lost = () => {
    over.abort();
  };
  return { lost, endCall: nothing, transfer: nothing, desk: nothing, report: nothing };
}

async function untilFinished(over: AbortSignal): Promise<void> {
  const either = AbortSignal.any([over, finished.signal]);
  if (!either.aborted)
    await new Promise((done) => {
      either.addEventListener('abort', done, { once: true });
    });
}

/** Null: the call is over. */
async function untilOpened(request: OpenCallRequest): Promise<SessionBundle | null> {
  for (;;) {
    try {
      return await openCall(backend, request, new AbortController().signal);
    } catch (fault) {
      if (fault instanceof BackendError && fault.facts['code'] === 'call_over') return null;
      await pause(AGAIN_MS);
    }
  }
}

// Whatever is thrown here would be a fault of the worker's own parts.
process.on('uncaughtException', (fault) => {
  process.stderr.write(`${randomUUID().slice(0, 4)} ${String(fault.stack)}\n`);
  process.exit(3);
});
