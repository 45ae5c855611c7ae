import type { z } from 'zod';
import { CSRF_HEADER, Me } from '../../protocol/operator.ts';
import { Problem } from '../../protocol/problem.ts';
import { learnTime } from './server-clock.ts';

/** The backend said no, or nothing. `problem` is in its own words, where there are any. */
export class ConsoleFault extends Error {
  readonly problem: Problem | undefined;
  readonly status: number;

  constructor(status: number, problem?: Problem, options?: ErrorOptions) {
    super(problem?.title ?? 'The backend cannot be reached', options);
    this.name = 'ConsoleFault';
    this.status = status;
    this.problem = problem;
  }

  /** What to do about it, or what was wrong. */
  get detail(): string {
    if (this.problem?.detail) return this.problem.detail;
    if (this.status === 0) return 'Check your connection, then try again.';
    return this.status < 500 ? '' : 'Try again in a moment.';
  }
}

export interface Asking {
  readonly method?: 'POST' | 'PUT' | 'DELETE';
  readonly json?: unknown;
  /** A file as it is. */
  readonly body?: Blob;
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal;
  /** Goes out although the page is being left. */
  readonly keepalive?: boolean;
}

/** Fired on `window` when a session is over, wherever that is noticed. */
export const SIGNED_OUT = 'baton-signed-out';

let csrfToken: string | null = null;

/** What changes something from now on, is signed with this session's token. */
export function useSession(me: Me | null): void {
  csrfToken = me?.csrf_token ?? null;
}

/** The answer, as its schema says. Throws ConsoleFault. */
export async function ask<S extends z.ZodType>(
  schema: S,
  path: string,
  asking: Asking = {},
): Promise<z.infer<S>> {
  const answer = await send(path, asking);
  const read = schema.safeParse(await answer.json());
  if (read.success) return read.data;
  throw new ConsoleFault(answer.status, undefined, { cause: read.error });
}

/** The same where nothing comes back. Throws ConsoleFault. */
export async function send(path: string, asking: Asking = {}): Promise<Response> {
  try {
    return await sendOnce(path, asking);
  } catch (fault) {
    // Somebody has signed in anew in another tab: the token of this one is an old session's.
    if (!(fault instanceof ConsoleFault) || fault.problem?.code !== 'forged') throw fault;
    useSession(await ask(Me, '/api/me'));
    return sendOnce(path, asking);
  }
}

async function sendOnce(path: string, asking: Asking): Promise<Response> {
  const { method = 'GET', json, body, ifMatch, signal, keepalive } = asking;
  const headers = new Headers();
  if (json !== undefined) headers.set('Content-Type', 'application/json');
  if (ifMatch !== undefined) headers.set('If-Match', ifMatch);
  if (method !== 'GET' && csrfToken !== null) headers.set(CSRF_HEADER, csrfToken);
  const content = json === undefined ? body : JSON.stringify(json);
  const answer = await fetch(path, {
    method,
    headers,
    ...(content !== undefined && { body: content }),
    ...(signal && { signal }),
    ...(keepalive && { keepalive }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ConsoleFault(0, undefined, { cause });
  });
  learnTime(answer.headers.get('date'));
  if (answer.ok) return answer;
  const problem = Problem.safeParse(await answer.json().catch(() => undefined));
  const fault = new ConsoleFault(answer.status, problem.data);
  if (fault.problem?.code === 'unauthorized') window.dispatchEvent(new Event(SIGNED_OUT));
  throw fault;
}
