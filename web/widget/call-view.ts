import type { Appearance } from '../../protocol/character.ts';
import type { AgentActivity } from '../room/call-room.ts';
import type { Place } from '../room/notice-order.ts';
import type { Phase, PhaseName } from './call-phase.ts';
import type { Transcript } from './transcript.ts';

export interface Agent {
  readonly name: string;
  readonly character: string | undefined;
  readonly appearance: Appearance;
}

/** What the caller is shown. */
export interface CallView {
  readonly phase: Phase;
  /** A person has the caller: nobody reads what is typed. */
  readonly person: Agent | undefined;
  /** A person is being asked: nothing that is typed or dialled goes anywhere. */
  readonly onHold: boolean;
  /** The connection is down and being mended; the phase is where the call stood. */
  readonly reconnecting: boolean;
  /** Who answers for the house, also while a person has the caller. */
  readonly agent: Agent | undefined;
  /** An agent has been heard or seen in this call. */
  readonly met: boolean;
  readonly activity: AgentActivity;
  readonly transcript: Transcript;
  readonly speaking: boolean;
  readonly muted: boolean;
  readonly soundBlocked: boolean;
  readonly seen: Place | undefined;
  /** The clock of the last words, to tell fresh ones from old ones. */
  readonly at: number;
}

export const IDLE: CallView = {
  phase: { name: 'idle' },
  person: undefined,
  onHold: false,
  reconnecting: false,
  agent: undefined,
  met: false,
  activity: 'initializing',
  transcript: [],
  speaking: false,
  muted: false,
  soundBlocked: false,
  seen: undefined,
  at: 0,
};

export function phaseOf(view: CallView): PhaseName {
  return view.reconnecting ? 'reconnecting' : view.phase.name;
}

/** Whom the caller talks to. */
export function companyOf(view: Pick<CallView, 'person' | 'agent'>): Agent | undefined {
  return view.person ?? view.agent;
}

/** From the first word of the announcement until the next agent speaks. */
export function isPaused(view: CallView): boolean {
  return view.phase.name === 'connecting_to';
}
