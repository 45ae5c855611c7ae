import type { HandoffFault } from '../protocol/call-event.ts';
import type { Character } from '../protocol/character.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';

/** Without a routing configuration only this ceiling bounds the handoffs of a call. */
export const HANDOFF_CEILING = 20;

export interface HandoffSituation {
  readonly character: Character;
  readonly target: string;
  /** A handoff of this call is under way. */
  readonly connecting: boolean;
  readonly handoffs_so_far: number;
}

/** A refusal is a value: `because` may be spoken by the model. */
export type HandoffDecision =
  | { readonly accepted: HandoffTarget }
  | { readonly refused: HandoffFault; readonly because: string };

/** Decides whether a character may hand the call to `target`. Pure. */
export function decideHandoff(situation: HandoffSituation): HandoffDecision {
  const { character, target } = situation;
  if (situation.connecting) {
    return refuse('already_connecting', 'The caller is already being connected to someone.');
  }
  if (target === character.slug) {
    return refuse('same_character', 'The caller is already talking to you. Answer yourself.');
  }
  const allowed = character.handoff_targets.find((candidate) => candidate.slug === target);
  if (!allowed) {
    return refuse('unknown_target', `There is nobody called "${target}" you can connect to.`);
  }
  if (situation.handoffs_so_far >= HANDOFF_CEILING) {
    return refuse('hop_limit', 'This call has been passed on too often. Help the caller yourself.');
  }
  return { accepted: allowed };
}

function refuse(refused: HandoffFault, because: string): HandoffDecision {
  return { refused, because };
}
