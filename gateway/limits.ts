import type { AllowanceSize } from './allowance.ts';

/** What one connection may take of the gateway. */
export interface Limits {
  /** Milliseconds until the call must have begun. */
  readonly start_ms: number;
  readonly frames: AllowanceSize;
  /** Frames that cannot be read. */
  readonly faults: AllowanceSize;
  /** Milliseconds between two looks whether the peer lives. */
  readonly ping_ms: number;
  /** Milliseconds without a sign of life after which a peer is dead. */
  readonly dead_ms: number;
  /** Bytes that wait for the peer, above which no audio is added. */
  readonly waiting_bytes: number;
  /** Milliseconds above it after which the peer is too slow. */
  readonly slow_ms: number;
  /** Milliseconds that a call waits for an agent, at its beginning and after one was lost. */
  readonly alone_ms: number;
  /** Milliseconds in which a switch that took a call closes its connection. */
  readonly switch_ms: number;
}

/** Audio in frames of 10 ms. */
const MOST_FRAMES_A_SECOND = 100;
const DEAD_MS = 15_000;

export const LIMITS: Limits = {
  start_ms: 10_000,
  // What waited on its way, or for a gateway that was held up, comes at once: as much of it as a
  // peer may owe that is not dead yet.
  frames: { at_once: (MOST_FRAMES_A_SECOND * DEAD_MS) / 1000, per_s: 1.5 * MOST_FRAMES_A_SECOND },
  faults: { at_once: 10, per_s: 0.1 },
  ping_ms: 5000,
  dead_ms: DEAD_MS,
  waiting_bytes: 64 * 1024,
  slow_ms: 5000,
  alone_ms: 60_000,
  switch_ms: 4 * 3_600_000,
};
