/** Milliseconds by which the server may seem to be off without it: its header names whole seconds. */
const EXACT_MS = 3000;

let ahead_ms = 0;

/** Learns from the `Date` header of an answer (RFC 9110, 6.6.1). */
export function learnTime(date: string | null, now = Date.now()): void {
  const server = Date.parse(date ?? '');
  if (Number.isNaN(server)) return;
  const off = server + 500 - now;
  ahead_ms = Math.abs(off) < EXACT_MS ? 0 : off;
}

/** What the server's clock says, in epoch ms: this machine's own may be minutes off. */
export function serverNow(): number {
  return Date.now() + ahead_ms;
}
