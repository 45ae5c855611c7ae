/** Milliseconds before its end at which a caller is told that the call ends. */
const WARNING_MS = 60_000;

/** What is left of a call, in milliseconds; null where it may last as long as it likes. */
export interface TimeLeft {
  readonly until_warning: number;
  readonly until_end: number;
}

/**
 * How long a call may still go on. It counts from the start that the record has, whoever holds the
 * call now. A call that is short of two minutes has its warning half-way. Pure.
 */
export function timeLeft(started_at: string, longest_ms: number, now: number): TimeLeft | null {
  if (longest_ms === 0) return null;
  const end = Date.parse(started_at) + longest_ms;
  const warning = end - Math.min(WARNING_MS, longest_ms / 2);
  return { until_warning: Math.max(0, warning - now), until_end: Math.max(0, end - now) };
}
