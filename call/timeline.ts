import type { CallEvent } from '../protocol/call-event.ts';

/** The events of one type. */
export function ofType<T extends CallEvent['type']>(
  events: readonly CallEvent[],
  type: T,
): Extract<CallEvent, { type: T }>[] {
  return events.filter((event): event is Extract<CallEvent, { type: T }> => event.type === type);
}
