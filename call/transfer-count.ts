/** Carries over a cross-number leg how often the caller was passed on before (R3, R8). */
export const TRANSFERS_HEADER = 'X-Baton-Transfers';

/** What the header of an INVITE says; 0 where it says nothing that could be true. */
export function transfersBefore(headers: Readonly<Record<string, string>>): number {
  const said = headers[TRANSFERS_HEADER.toLowerCase()] ?? '';
  return /^\d{1,2}$/.test(said) ? Number(said) : 0;
}
