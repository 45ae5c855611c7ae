import { TimeLimitError, within } from '../../config/within.ts';
import { SilentProviderError } from './provider-fault.ts';

/**
 * Passes on what comes. Throws SilentProviderError when nothing has come for `limit_ms`; null waits
 * for as long as the source does.
 */
export async function* untilSilent<T>(
  source: AsyncIterable<T>,
  limit_ms: number | null,
): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]();
  for (;;) {
    const item = await (limit_ms === null ? items.next() : withinLimit(items.next(), limit_ms));
    if (item.done === true) return;
    yield item.value;
  }
}

/** Milliseconds for the last one, whom nobody stands in for: an end, where the service has none. */
export const LAST_LIMIT_MS = 20_000;

/** Rejects with SilentProviderError once the time is up. */
export async function withinLimit<T>(promise: Promise<T>, limit_ms: number): Promise<T> {
  try {
    return await within(promise, limit_ms, 'A provider');
  } catch (fault) {
    throw fault instanceof TimeLimitError ? new SilentProviderError(limit_ms) : fault;
  }
}
