import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';
import type { BusinessHours } from '../protocol/routing.ts';
import type { Slug } from '../protocol/slug.ts';
import { type Facts, holds } from './condition.ts';
import { isOpen, nextOpening, spokenOpening } from './hours.ts';
import { hoursOf, plainTarget, ruleTarget, rulesOf } from './rules.ts';
import { sentencesIn } from './sentences.ts';

/** Somebody who is not there now. */
export interface Closed {
  /** Null where a rule leads to a number. */
  readonly slug: Slug | null;
  readonly name: string;
  readonly hours: BusinessHours;
}

/** What the hour and a condition are asked of. */
export interface Moment {
  readonly bundle: SessionBundle;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly scope: Facts;
}

/** What happens instead (R6). */
export type Elsewhere = { readonly other: HandoffTarget } | { readonly because: string };

/**
 * The fallback of the character that routes. `because` is a sentence that may be spoken as it is:
 * who is not there, until when, and what is offered.
 */
export function whenClosed(moment: Moment, closed: Closed): Elsewhere {
  const { bundle, now } = moment;
  const { language, routing_config } = bundle.character;
  const fallback = routing_config?.after_hours_fallback;
  const other = fallback === 'transfer_to_other' ? otherThere(bundle, moment, closed.slug) : null;
  if (other) return { other };
  const { closed_until, call_back_offer, message_offer } = sentencesIn(language);
  const opening = nextOpening(closed.hours, now);
  const when = opening === null ? null : spokenOpening(closed.hours, opening, now, language);
  const offer = fallback === 'callback' ? call_back_offer : message_offer;
  return { because: `${closed_until(closed.name, when)} ${offer}` };
}

/** The named fallback where it is there and open, else the first other rule's target that is. */
function otherThere(
  bundle: SessionBundle,
  { now, scope }: Moment,
  closed: Slug | null,
): HandoffTarget | null {
  const { character, targets } = bundle;
  const isThere = ({ slug, when }: HandoffTarget) => {
    if (!(slug in targets) || slug === closed || slug === character.slug) return false;
    if (when !== undefined && !holds(when, scope)) return false;
    const hours = hoursOf(bundle, slug);
    return hours === null || isOpen(hours, now);
  };
  const named = character.routing_config?.fallback_instance_id;
  const ruled = rulesOf(bundle, scope).flatMap(({ target_instance_id: slug, ...rule }) =>
    slug === undefined || rule.target_number !== undefined
      ? []
      : [ruleTarget(bundle, slug, rule.announce)],
  );
  const all = named ? [plainTarget(bundle, named), ...ruled] : ruled;
  return all.find(isThere) ?? null;
}
