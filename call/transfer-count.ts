/** Carries over a cross-number leg how often the caller was passed on before (R3, R8). */
export const TRANSFERS_HEADER = 'X-Baton-Transfers';

/** No call may be passed on more often, so a larger count would say nothing more. */
const MOST = 20;

/** What the header of an INVITE says, by its lower-case name; null where it says nothing that could be true. */
export function transfersBefore(headers: Readonly<Record<string, string>>): number | null {
  const said = headers[TRANSFERS_HEADER.toLowerCase()] ?? '';
  if (!/^(0|[1-9]\d?)$/.test(said)) return null;
  return Number(said) <= MOST ? Number(said) : null;
}

/** The header for the next leg, never a count that it would not believe. */
export function transfersHeader(count: number): Record<string, string> {
  return { [TRANSFERS_HEADER]: String(Math.min(count, MOST)) };
}
