import type { Scalar } from '../protocol/context.ts';

export interface Line {
  readonly role: 'caller' | 'agent';
  readonly text: string;
}

/** What the sentence is about: the facts a wording may use, and nothing else. */
export interface Brief {
  /** The character who will say it, and the other side of the handoff. */
  readonly speaker: string;
  readonly other: string;
  /** Why the handoff happens, in the words of the tool call; empty when none was given. */
  readonly reason: string;
  /** The caller's sentence that led to it; empty when there was none. */
  readonly caller_said: string;
  readonly lines: readonly Line[];
  readonly variables: Readonly<Record<string, Scalar>>;
}

/** Sentences made at run time. Each rejects with the signal's reason when it is aborted. */
export interface Wording {
  /** The announcement of a handoff, by instruction (`message: { type: prompt }`). */
  announcement(instruction: string, brief: Brief, signal: AbortSignal): Promise<string>;
  /** The first words of a character that takes over, where its file has none. */
  takeover(brief: Brief, signal: AbortSignal): Promise<string>;
  /** What has been said so far, for context mode `summary`. */
  summary(brief: Brief, signal: AbortSignal): Promise<string>;
}
