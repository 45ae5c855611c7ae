import type { SessionResponse } from '../../protocol/session.ts';
import type { AgentNotice } from './agent-notice.ts';

export const AGENT_ACTIVITIES = ['initializing', 'listening', 'thinking', 'speaking'] as const;
export type AgentActivity = (typeof AGENT_ACTIVITIES)[number];

export type Speaker = 'caller' | 'agent';

/** One state of one segment of speech: `text` is the whole segment so far. */
export interface Words {
  readonly speaker: Speaker;
  readonly id: string;
  readonly text: string;
  readonly final: boolean;
  /** Milliseconds of the page's clock. */
  readonly at: number;
}

/** What the room tells the widget. */
export type RoomNews =
  | { readonly type: 'agent_notice'; readonly notice: AgentNotice }
  | { readonly type: 'agent_activity'; readonly activity: AgentActivity }
  /** The agent has come only to say that no more calls can be taken now. */
  | { readonly type: 'all_lines_busy' }
  | { readonly type: 'agent_left' }
  /** A person has the caller: on a telephone, and the agent has left; or at the desk. */
  | { readonly type: 'person_talks'; readonly name: string }
  /** The person of the desk has gone; the agent is here still. */
  | { readonly type: 'person_left' }
  /** Whether what the caller types or dials goes anywhere: while a person is asked, it does not. */
  | { readonly type: 'writing'; readonly allowed: boolean }
  | { readonly type: 'handoff_announced'; readonly agentName: string }
  | { readonly type: 'words'; readonly words: Words }
  | { readonly type: 'reconnecting' }
  | { readonly type: 'reconnected' }
  | { readonly type: 'sound_blocked'; readonly blocked: boolean }
  | { readonly type: 'closed'; readonly why: 'over' | 'replaced' | 'lost' };

export type TellRoomNews = (news: RoomNews) => void;

/** A microphone the caller has agreed to, not yet published anywhere. */
export interface Microphone {
  release(): void;
}

export interface Levels {
  readonly caller: number;
  readonly agent: number;
}

/** A joined call. */
export interface CallRoom {
  setMuted(muted: boolean): Promise<void>;
  sendText(text: string): Promise<void>;
  sendDigit(digit: string): Promise<void>;
  startSound(): Promise<void>;
  /** Loudness now, 0 to 1. */
  levels(): Levels;
  leave(): Promise<void>;
}

export interface SessionOrder {
  readonly server: string;
  readonly character?: string;
  readonly signed?: string;
}

/** Everything the widget needs from outside; it is loaded when a call is about to begin. */
export interface RoomPorts {
  takeMicrophone(): Promise<Microphone>;
  openSession(order: SessionOrder): Promise<SessionResponse>;
  joinRoom(
    session: SessionResponse,
    microphone: Microphone | undefined,
    tell: TellRoomNews,
  ): Promise<CallRoom>;
}
