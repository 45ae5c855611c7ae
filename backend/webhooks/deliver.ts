import { Webhook } from 'standardwebhooks';
import type { Message } from './messages.ts';

const LIMIT_MS = 10_000;

/** Where webhooks go. */
export interface Endpoint {
  url: string;
  /** `whsec_…`, as in Standard Webhooks. */
  secret: string;
}

export type Answer =
  | { is: 'delivered' }
  /** 410: the receiver wants it no more. */
  | { is: 'gone' }
  /** `because` names a status or an error code, and holds nothing that the other side wrote. */
  | { is: 'failed'; because: string };

/** One attempt. The answer's body is not read, a redirect not followed. */
export async function deliver(
  { url, secret }: Endpoint,
  { id, body }: Pick<Message, 'id' | 'body'>,
  now: Date,
  stopping: AbortSignal,
): Promise<Answer> {
  const cut = new AbortController();
  const abort = () => {
    cut.abort();
  };
  const limit = setTimeout(abort, LIMIT_MS);
  stopping.addEventListener('abort', abort);
  if (stopping.aborted) abort();
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Baton',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, now, body),
      },
      redirect: 'manual',
      signal: cut.signal,
    });
    await response.body?.cancel().catch(() => undefined);
    return answerOf(response.status);
  } catch (error) {
    return { is: 'failed', because: cut.signal.aborted ? 'no answer in time' : codeOf(error) };
  } finally {
    clearTimeout(limit);
    stopping.removeEventListener('abort', abort);
  }
}

function answerOf(status: number): Answer {
  if (status >= 200 && status < 300) return { is: 'delivered' };
  if (status === 410) return { is: 'gone' };
  return { is: 'failed', because: `HTTP ${status}` };
}

/** `fetch` puts the reason into the cause. */
function codeOf(error: unknown): string {
  const { cause, name } = error instanceof Error ? error : new Error('unknown');
  return cause instanceof Error && 'code' in cause ? String(cause.code) : name;
}
