/** Milliseconds that a test waits for what is to come: generous, since nothing is asserted by it. */
export const PATIENCE_MS = 60_000;
