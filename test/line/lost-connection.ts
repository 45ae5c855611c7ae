import { once } from 'node:events';
import { RoomEvent, SimulateScenarioKind, type Room } from '@livekit/rtc-node';

const LIMIT_MS = 20_000;

const SCENARIOS = {
  /** The same session goes on (a resume). */
  signalling: SimulateScenarioKind.SIMULATE_SIGNAL_RECONNECT,
  /** A new session takes the place of the old one (a full reconnect). */
  session: SimulateScenarioKind.SIMULATE_FULL_RECONNECT,
} as const;

export type Loss = keyof typeof SCENARIOS;

/** Breaks a room's connection; resolves when the client library has mended it. */
export async function loseConnection(room: Room, what: Loss): Promise<void> {
  const back = once(room, RoomEvent.Reconnected, { signal: AbortSignal.timeout(LIMIT_MS) });
  await Promise.all([back, room.simulateScenario(SCENARIOS[what])]);
}
