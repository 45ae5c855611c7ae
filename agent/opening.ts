import { ConstantBackoff, handleWhen, retry, timeout, TimeoutStrategy, wrap } from 'cockatiel';
import { BackendError } from '../call/call-error.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { OpenCallRequest } from '../protocol/session.ts';
import type { BackendClient } from './backend-client.ts';

/** Milliseconds in which an unreachable backend is asked again before a call is given up. */
const OPENING_LIMIT_MS = 3000;
const AGAIN_AFTER_MS = 200;

/** The backend answers, and takes no more calls now. */
export const isAllBusy = (fault: unknown): boolean =>
  fault instanceof BackendError && fault.facts['code'] === 'all_lines_busy';

/** Refused for good: asking again would get the same answer. */
const isFinal = (fault: unknown) =>
  isAllBusy(fault) ||
  (fault instanceof BackendError &&
    typeof fault.facts['status'] === 'number' &&
    fault.facts['status'] < 500);

/** Opens the call at the backend. Throws when it was refused, or was not to be had in time. */
export function openCall(
  backend: BackendClient,
  request: OpenCallRequest,
  signal: AbortSignal,
): Promise<SessionBundle> {
  const patient = wrap(
    timeout(OPENING_LIMIT_MS, TimeoutStrategy.Aggressive),
    retry(
      handleWhen((fault) => !isFinal(fault)),
      {
        maxAttempts: OPENING_LIMIT_MS / AGAIN_AFTER_MS,
        backoff: new ConstantBackoff(AGAIN_AFTER_MS),
      },
    ),
  );
  return patient.execute(({ signal: limit }) => backend.openCall(request, limit), signal);
}
