import { APIConnectionError, APIStatusError, APITimeoutError } from '@livekit/agents';
import type { ProviderFault } from '../../protocol/provider.ts';

/** A provider has answered nothing for as long as it may. */
export class SilentProviderError extends Error {
  override readonly name = 'SilentProviderError';
  readonly limit_ms: number;

  constructor(limit_ms: number, cause?: unknown) {
    super(`A provider was silent for ${limit_ms} ms.`, { cause });
    this.limit_ms = limit_ms;
  }
}

/** A voice has ended without a sound. */
export class NoSoundError extends Error {
  override readonly name = 'NoSoundError';

  constructor() {
    super('A voice gave no sound.');
  }
}

export interface FaultFacts {
  readonly reason: ProviderFault;
  /** HTTP status, or the code with which a socket was closed. */
  readonly status?: number;
}

/** What is told of a provider's failure: a word and a number, and nothing that it wrote. */
export function factsOf(error: unknown): FaultFacts {
  if (error instanceof SilentProviderError) return { reason: 'silent' };
  if (error instanceof NoSoundError) return { reason: 'no_sound' };
  const status = statusOf(error);
  if (status !== null) return { reason: reasonOf(status), status };
  if (error instanceof APITimeoutError) return { reason: 'silent' };
  if (error instanceof APIConnectionError) return { reason: 'closed' };
  return { reason: 'failed' };
}

function reasonOf(status: number): ProviderFault {
  if (status === 429) return 'rate_limited';
  if (status >= 1000) return 'closed';
  return status >= 500 ? 'failed' : 'refused';
}

/** A socket that was not opened says its status in words only (`ws`); -1 is none. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const known =
    error instanceof APIStatusError
      ? error.statusCode
      : 'status' in error && typeof error.status === 'number'
        ? error.status
        : Number(/Unexpected server response: (\d{3})/.exec(error.message)?.[1] ?? -1);
  return known > 0 ? known : null;
}
