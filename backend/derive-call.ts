import type { CallEvent, DisconnectedBy } from '../protocol/call-event.ts';
import type { Variables } from '../protocol/context.ts';
import { inOrder } from '../protocol/event-order.ts';

/** A worker took the call: its epoch, and the character it began with. */
export interface Opening {
  epoch: number;
  character: string;
}

/** What the events of a call say it is. */
export interface DerivedCall {
  path: string[];
  variables: Variables;
  ended_at: string | null;
  disconnected_by: DisconnectedBy | null;
}

/** Event types that {@link deriveCall} looks at. */
export const DERIVING_TYPES = [
  'handoff_committed',
  'handoff_rolled_back',
  'variable_set',
  'call_ended',
] as const satisfies readonly CallEvent['type'][];

/**
 * Path, variables and end of a call from its openings and events. Pure, and blind to the order in
 * which events came and to repetitions: only ids and `inOrder` count. An event of an epoch that
 * is over changes nothing that a later epoch decided: not the character it began with, not a
 * variable it set, not that the call went on.
 */
export function deriveCall(
  openings: readonly Opening[],
  events: readonly CallEvent[],
  initial: Variables = {},
): DerivedCall {
  const ordered = inOrder(events);
  const end = ending(openings, ordered);
  return {
    path: path(openings, ordered),
    variables: { ...initial, ...variables(ordered) },
    ended_at: end?.at ?? null,
    disconnected_by: end?.disconnected_by ?? null,
  };
}

function path(openings: readonly Opening[], events: readonly CallEvent[]): string[] {
  const withdrawn = new Set(
    events.flatMap((event) => (event.type === 'handoff_rolled_back' ? [event.attempt_id] : [])),
  );
  const hops = events.flatMap((event) =>
    event.type === 'handoff_committed' && !withdrawn.has(event.attempt_id)
      ? [{ epoch: event.epoch, opens: 1, character: event.to }]
      : [],
  );
  const starts = openings.map(({ epoch, character }) => ({ epoch, opens: 0, character }));
  // The sort is stable: hops of one epoch stay in the order of their seq.
  const steps = [...starts, ...hops].sort((a, b) => a.epoch - b.epoch || a.opens - b.opens);
  const characters = steps.map((step) => step.character);
  return characters.filter((character, index) => character !== characters[index - 1]);
}

function variables(events: readonly CallEvent[]): Variables {
  return Object.fromEntries(
    events.flatMap((event) => (event.type === 'variable_set' ? [[event.name, event.value]] : [])),
  );
}

/** The first ending of the newest epoch; epoch 0 is the backend's own and counts for any. */
function ending(openings: readonly Opening[], events: readonly CallEvent[]) {
  const newest = Math.max(0, ...openings.map((opening) => opening.epoch));
  const ends = events.filter((event) => event.type === 'call_ended');
  return (
    ends.find((event) => event.epoch >= newest) ?? ends.find((event) => event.epoch === 0) ?? null
  );
}
