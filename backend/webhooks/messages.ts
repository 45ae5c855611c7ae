import { createHash } from 'node:crypto';
import type { CallEvent } from '../../protocol/call-event.ts';
import type { CallResult } from '../../protocol/call-result.ts';
import type { WebhookPayload, WebhookType } from '../../protocol/webhook.ts';

/** One webhook as it is stored and sent: the signature covers `body` to the letter. */
export interface Message {
  /** `webhook-id`: the same however often it is sent. */
  id: string;
  type: WebhookType;
  body: string;
}

/** What a call's events tell the customer, in their order. */
export function messagesOf(session_id: string, events: readonly CallEvent[]): Message[] {
  return events.flatMap((event) => {
    const payload = payloadOf(session_id, event);
    // A worker that takes a call over says that it started, too.
    const key = event.type === 'call_started' ? event.type : event.id;
    return payload ? [message(session_id, key, payload)] : [];
  });
}

/** A call is completed once: the id comes from the call alone. */
export function completion(session_id: string, ended_at: string, result: CallResult): Message {
  const payload = { timestamp: ended_at, data: { session_id, result } };
  return message(session_id, 'call.completed', { type: 'call.completed', ...payload });
}

function payloadOf(session_id: string, event: CallEvent): WebhookPayload | undefined {
  const { at: timestamp } = event;
  switch (event.type) {
    case 'call_started': {
      const { character, channel } = event;
      return { type: 'call.started', timestamp, data: { session_id, character, channel } };
    }
    case 'handoff_committed': {
      const { attempt_id, from, to, reason = null } = event;
      const data = { session_id, attempt_id, from, to, reason };
      return { type: 'handoff.committed', timestamp, data };
    }
    case 'transfer_sent': {
      const { attempt_id, destination, method, reason = null } = event;
      const data = { session_id, attempt_id, destination, method, reason };
      return { type: 'transfer.started', timestamp, data };
    }
    case 'transfer_judged': {
      const { attempt_id, verdict, evidence } = event;
      if (verdict !== 'bridged' && verdict !== 'human_answered') return undefined;
      const data = { session_id, attempt_id, verdict, evidence };
      return { type: 'transfer.connected', timestamp, data };
    }
    case 'transfer_failed': {
      const { attempt_id, destination, error, reason = null, sip_status = null } = event;
      const data = { session_id, attempt_id, destination, error, reason, sip_status };
      return { type: 'transfer.failed', timestamp, data };
    }
    default:
      return undefined;
  }
}

/** Event ids are unique within a call only, hence the call in the hash. */
function message(session_id: string, key: string, payload: WebhookPayload): Message {
  const hash = createHash('sha256').update(`${session_id}:${key}`).digest('base64url');
  return { id: `msg_${hash.slice(0, 27)}`, type: payload.type, body: JSON.stringify(payload) };
}
