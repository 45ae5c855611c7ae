/** Milliseconds for which a worker holds a call that it does not renew: three times what it renews after. */
export const LEASE_MS = 15_000;
/** Milliseconds after the end of a command stream in which its worker may open another one. */
export const REOPEN_MS = 1000;
