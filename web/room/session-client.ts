import { Problem } from '../../protocol/problem.ts';
import { SessionResponse, type SessionRequest } from '../../protocol/session.ts';
import { CallFailure, type Failure } from './call-failure.ts';
import type { SessionOrder } from './call-room.ts';

const LIMIT_MS = 15_000;

export async function openSession(order: SessionOrder): Promise<SessionResponse> {
  const response = await ask(order);
  const body = await readJson(response);
  if (!response.ok) throw new CallFailure(failureOf(response.status, body));
  const session = SessionResponse.safeParse(body);
  if (!session.success) throw new CallFailure('session_refused', { cause: session.error });
  return session.data;
}

async function ask(order: SessionOrder): Promise<Response> {
  const request: SessionRequest = {
    ...(order.character !== undefined && { character: order.character }),
    ...(order.signed !== undefined && { signed: order.signed }),
  };
  try {
    return await fetch(new URL('/api/sessions', order.server), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      credentials: 'omit',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
  } catch (cause) {
    throw new CallFailure('unreachable', { cause });
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** The stable code decides; the status is for whoever answers in the server's place. */
export function failureOf(status: number, body: unknown): Failure {
  const problem = Problem.safeParse(body);
  const code = problem.success ? problem.data.code : undefined;
  if (code === 'rate_limited' || status === 429) return 'rate_limited';
  if (code === 'all_lines_busy') return 'all_lines_busy';
  if (code === 'forbidden_origin') return 'origin_refused';
  if (code === 'unknown_character' || code === 'character_disabled') return 'unknown_character';
  return status >= 500 ? 'unreachable' : 'session_refused';
}
