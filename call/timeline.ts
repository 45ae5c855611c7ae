import type { CallEvent } from '../protocol/call-event.ts';

/** A call's events in order of (epoch, seq), each id once, however they came. */
export function inOrder(events: readonly CallEvent[]): CallEvent[] {
  const unique = new Map(events.map((event) => [event.id, event]));
  return [...unique.values()].sort(
    (a, b) => a.epoch - b.epoch || a.seq - b.seq || (a.id < b.id ? -1 : 1),
  );
}

/** The events of one type. */
export function ofType<T extends CallEvent['type']>(
  events: readonly CallEvent[],
  type: T,
): Extract<CallEvent, { type: T }>[] {
  return events.filter((event): event is Extract<CallEvent, { type: T }> => event.type === type);
}
