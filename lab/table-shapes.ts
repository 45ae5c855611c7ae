import type { DisconnectedBy } from '../protocol/call-event.ts';
import type { Verdict } from '../protocol/verdict.ts';
import type { BundleKind, WayFault } from './providers/backend-way.ts';
import type { Play } from './play.ts';
import type { Channel, Kind } from './result.ts';
import type { Script } from './script.ts';
import type { CallsLine } from './switchboard.ts';

/** What must be true of a call once it is over. */
export interface Expectation {
  readonly verdict: Verdict;
  readonly ending: DisconnectedBy;
  /** Sentences at the caller's ear, by their likeness. */
  readonly heard: readonly string[];
  readonly notHeard?: readonly string[];
  /** Types of events that are in the record, and that are not; `type:detail` names one more closely. */
  readonly events?: readonly string[];
  readonly noEvents?: readonly string[];
}

/** How the fault comes about, and what the caller does. */
export interface Cell {
  /** Before the call: what the providers, the way and the line will do. */
  readonly script?: (script: Script) => void;
  readonly bundles?: Partial<Record<BundleKind, WayFault>>;
  readonly line?: Partial<CallsLine>;
  /** The caller has heard the greeting; resolves when there is nothing more to do. */
  readonly play: (play: Play) => Promise<void>;
  /** The greeting is not waited for. */
  /** The trunk it comes by, where what is learnt of one must not touch the others. */
  readonly trunk?: string;
  readonly fromTheStart?: true;
  /** The call is never opened, so the store knows nothing of it but that it was asked for. */
  readonly unrecorded?: true;
  /** Afterwards the call must go on: a question is asked and answered, and the caller hangs up. */
  readonly goesOn?: true;
  readonly expect: Expectation;
  /** What a reader of the page should know. */
  readonly remark?: string;
}

export const doesNotApply = (because: string) => ({ doesNotApply: because });
export type Absent = ReturnType<typeof doesNotApply>;

export interface Row {
  readonly fault: string;
  readonly kind: Kind;
  readonly title: string;
  readonly cells: Readonly<Record<Channel, Cell | Absent>>;
  /** Channels on which the short form tries it. */
  readonly short?: readonly Channel[];
}
