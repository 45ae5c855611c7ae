import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffFault } from '../protocol/call-event.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';
import { ALREADY_CONNECTING } from './already-connecting.ts';
import { type Closed, whenClosed } from './after-hours.ts';
import { type Facts, holds, variablesIn } from './condition.ts';
import { type Hop, isPingPong } from './hops.ts';
import { isOpen } from './hours.ts';
import { hoursOf } from './rules.ts';

/** Without a routing configuration only this ceiling bounds the handoffs of a call. */
export const HANDOFF_CEILING = 20;

export interface HandoffSituation {
  readonly bundle: SessionBundle;
  /** What conditions may speak of. */
  readonly scope: Facts;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A handoff or a transfer of this call is under way. */
  readonly connecting: boolean;
  readonly handoffs_so_far: number;
  /** Those that this worker has seen; one that took the call over has not seen all. */
  readonly hops: readonly Hop[];
  /** How many times a variable has become known or other. */
  readonly learned: number;
  /** A second A → B → A was noticed before in this call. */
  readonly ping_pong: boolean;
  /** The caller's last words. */
  readonly said: string;
}

/** A refusal is a value: `because` may be spoken by the model. */
export type HandoffDecision =
  | { readonly accepted: HandoffTarget }
  /** Passed on often enough: it is a person's turn now (R3). */
  | { readonly escalate: 'hop_limit' | 'ping_pong' }
  | {
      readonly refused: HandoffFault;
      readonly because: string;
      /** Who would have been reached at another time. */
      readonly closed?: Closed;
    };

export interface HandoffWish {
  readonly target: HandoffTarget;
  readonly reason: string;
  /** The caller has pressed a key: that is a request of its own, however often it comes. */
  readonly pressed?: boolean;
}

/** Decides whether a call may be handed to a target. Pure. */
export function decideHandoff(situation: HandoffSituation, wish: HandoffWish): HandoffDecision {
  const { bundle, scope, now } = situation;
  const { target } = wish;
  const { slug } = target;
  if (situation.connecting) {
    return ALREADY_CONNECTING;
  }
  if (slug === bundle.character.slug) {
    return refuse('same_character', 'The caller is already talking to you. Answer yourself.');
  }
  const card = bundle.targets[slug];
  if (!card) return unknownTarget(slug);
  if (target.when && !holds(target.when, scope)) {
    const by = variablesIn(target.when).join(', ').replaceAll('_', ' ');
    return refuse(
      'closed',
      `${card.name} takes only some calls, by: ${by}. What is known does not open it. Help the caller yourself, or find that out first.`,
    );
  }
  const spent = passedOnEnough(situation);
  if (spent) return spent;
  const hours = hoursOf(bundle, slug);
  if (!hours || isOpen(hours, now)) return unlessPingPong(situation, wish, target);
  const closed = { slug, name: card.name, hours };
  const elsewhere = whenClosed(situation, closed);
  if ('other' in elsewhere) return unlessPingPong(situation, wish, elsewhere.other);
  return { refused: 'after_hours', because: elsewhere.because, closed };
}

export function unknownTarget(slug: string) {
  return refuse('unknown_target', `There is nobody called "${slug}" you can connect to.`);
}

/** The cap (R3); it holds where the first character has a configuration. */
export function passedOnEnough(situation: HandoffSituation): HandoffDecision | null {
  if (situation.bundle.routing) {
    return transfersLeft(situation) === 0 ? { escalate: 'hop_limit' } : null;
  }
  if (situation.handoffs_so_far < HANDOFF_CEILING) return null;
  return refuse('hop_limit', 'This call was passed on too often. Help the caller yourself.');
}

/** The ping-pong rule (R3), asked of whoever is really reached. */
function unlessPingPong(
  situation: HandoffSituation,
  { reason, pressed = false }: HandoffWish,
  target: HandoffTarget,
): HandoffDecision {
  const { bundle, hops, said, learned } = situation;
  const request = reason || said;
  const next = { from: bundle.character.slug, to: target.slug, request, learned };
  if (!bundle.routing || pressed || !isPingPong(hops, next)) return { accepted: target };
  if (situation.ping_pong) return { escalate: 'ping_pong' };
  return refuse(
    'ping_pong',
    'The caller was there already and came back, and nothing new is known since. Find out what is still missing first.',
  );
}

/** How often a call may still be passed on; null where nothing is configured. */
export function transfersLeft({
  bundle: { routing },
  handoffs_so_far,
}: Pick<HandoffSituation, 'bundle' | 'handoffs_so_far'>): number | null {
  if (!routing) return null;
  return Math.max(0, routing.max_transfers - routing.transfers_before - handoffs_so_far);
}

function refuse(refused: HandoffFault, because: string) {
  return { refused, because };
}
