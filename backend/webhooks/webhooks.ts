import { deriveResult } from '../../call/call-result.ts';
import type { Env } from '../../config/env.ts';
import type { Logger } from '../../config/log.ts';
import { inOrder } from '../../protocol/event-order.ts';
import type { Alongside, HeldCall } from '../store/add-events.ts';
import { deriveOne, listEvents, type StoredEvent } from '../store/events.ts';
import type { Store, Tx } from '../store/store.ts';
import { Courier, DELAYS_MS } from './courier.ts';
import { completion, messagesOf } from './messages.ts';
import { addMessages } from './outbox.ts';

/** The customer's service hears of each call. */
export interface Webhooks {
  /** Writes what new events tell, in the transaction that stores them. */
  write: Alongside;
  /** Sends what was written, once that is committed. */
  wake(): void;
  close(): Promise<void>;
}

export interface WebhookOptions {
  env: Partial<Pick<Env, 'BATON_WEBHOOK_URL' | 'BATON_WEBHOOK_SECRET'>>;
  store: Store;
  log: Logger;
  /** Waiting times between attempts. */
  delays_ms?: readonly number[] | undefined;
  now?: () => Date;
}

/** Undefined where no receiver is configured: then nothing is written and nothing sent. */
export function startWebhooks(options: WebhookOptions): Webhooks | undefined {
  const { env, store, log, delays_ms = DELAYS_MS, now = () => new Date() } = options;
  const { BATON_WEBHOOK_URL: url, BATON_WEBHOOK_SECRET: secret } = env;
  if (url === undefined || secret === undefined) return undefined;
  const courier = new Courier({ store, endpoint: { url, secret }, log, now, delays_ms });
  // What an earlier run left is due.
  courier.wake();
  return {
    write: (tx, call, added) => write(tx, call, added, now()),
    wake: () => {
      courier.wake();
    },
    close: () => courier.close(),
  };
}

/** Events that came too late tell nothing as it happens; the result has them. */
async function write(
  tx: Tx,
  call: HeldCall,
  added: readonly StoredEvent[],
  now: Date,
): Promise<void> {
  const { session_id } = call;
  const timely = inOrder(added.filter((event) => !event.late));
  const messages = messagesOf(session_id, timely);
  if (timely.some((event) => event.type === 'call_ended')) {
    const session = await call.session();
    const derived = await deriveOne(tx, session);
    const started_at = (session.started_at ?? session.created_at).toISOString();
    const events = await listEvents(tx, session_id);
    if (derived.ended_at !== null) {
      const result = deriveResult({ events, derived, started_at });
      messages.push(completion(session_id, derived.ended_at, result));
    }
  }
  await addMessages(tx, session_id, messages, now);
}
