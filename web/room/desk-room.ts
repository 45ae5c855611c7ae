import { DESK_ATTRIBUTE, type DeskClaim } from '../../protocol/desk.ts';
import type { Microphone } from './call-room.ts';

/** What the room tells somebody at the desk who is in it. */
export type LineNews =
  | { readonly type: 'caller_gone' }
  | { readonly type: 'reconnecting' }
  | { readonly type: 'reconnected' }
  /** `removed`: the room goes on without us; `replaced`: another window of ours is in it. */
  | { readonly type: 'closed'; readonly why: 'over' | 'removed' | 'replaced' | 'lost' };

export type TellLineNews = (news: LineNews) => void;

/** Loudness now, 0 to 1. */
export interface LineLevels {
  readonly own: number;
  readonly caller: number;
}

/** A caller's room that somebody at the desk has joined. */
export interface DeskLine {
  setMuted(muted: boolean): Promise<void>;
  levels(): LineLevels;
  leave(): Promise<void>;
}

export type Door = Pick<DeskClaim, 'url' | 'token'>;

/** Everything the desk needs from outside; it is loaded when a call is about to be taken. */
export interface DeskPorts {
  takeMicrophone(): Promise<Microphone>;
  joinDesk(door: Door, microphone: Microphone, tell: TellLineNews): Promise<DeskLine>;
}

/** Neither a character nor a person at the desk, such as ourselves before a reload. */
export function isCaller(who: {
  readonly isAgent: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}): boolean {
  return !who.isAgent && who.attributes[DESK_ATTRIBUTE] === undefined;
}
