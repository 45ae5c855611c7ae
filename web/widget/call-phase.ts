import type { Failure } from '../room/call-failure.ts';

export type EndReason = 'you' | 'agent' | 'replaced';

export type Phase =
  | { readonly name: 'idle' }
  | { readonly name: 'asking_microphone' }
  | { readonly name: 'connecting' }
  | { readonly name: 'waiting_for_agent' }
  | { readonly name: 'talking' }
  /** The name is unknown to whoever joined in the middle of a handoff. */
  | { readonly name: 'connecting_to'; readonly agentName: string | undefined }
  | { readonly name: 'ended'; readonly reason: EndReason }
  | { readonly name: 'failed'; readonly failure: Failure };

export type PhaseName = Phase['name'] | 'reconnecting';

/** In the room: words, digits and notices count. */
export function isJoined(phase: Phase): boolean {
  return ['waiting_for_agent', 'talking', 'connecting_to'].includes(phase.name);
}

/** A call is under way, or on its way. */
export function isLive(phase: Phase): boolean {
  return isJoined(phase) || phase.name === 'asking_microphone' || phase.name === 'connecting';
}
