import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';
import type { BusinessHours } from '../protocol/routing.ts';
import type { Slug } from '../protocol/slug.ts';
import { isOpen, nextOpening, spokenOpening } from './hours.ts';
import { plainTarget, ruleTarget, rulesOf } from './rules.ts';
import { sentencesIn } from './sentences.ts';

/** Somebody who is not there now. */
export interface Closed {
  /** Null where a rule leads to a number. */
  readonly slug: Slug | null;
  readonly name: string;
  readonly hours: BusinessHours;
}

/** What happens instead (R6). */
export type Elsewhere = { readonly other: HandoffTarget } | { readonly because: string };

/**
 * The fallback of the character that routes. `because` is a sentence that may be spoken as it is:
 * who is not there, until when, and what is offered.
 */
export function whenClosed(bundle: SessionBundle, now: number, closed: Closed): Elsewhere {
  const { language, routing_config } = bundle.character;
  const fallback = routing_config?.after_hours_fallback;
  const other = fallback === 'transfer_to_other' ? otherThere(bundle, now, closed.slug) : null;
  if (other) return { other };
  const { closed_until, call_back_offer, message_offer } = sentencesIn(language);
  const opening = nextOpening(closed.hours, now);
  const when = opening === null ? null : spokenOpening(closed.hours, opening, now, language);
  const offer = fallback === 'callback' ? call_back_offer : message_offer;
  return { because: `${closed_until(closed.name, when)} ${offer}` };
}

/**
 * The hours of a rule's target: its own, else those written beside the rule, as in the document's
 * example. A target that no rule names and that has no hours is always there.
 */
export function ruleHours(bundle: SessionBundle, slug: Slug | undefined): BusinessHours | null {
  const own = slug === undefined ? null : (bundle.targets[slug]?.hours ?? null);
  return own ?? bundle.character.routing_config?.business_hours ?? null;
}

/** The named fallback where it is there, else the first other rule's target that is. */
function otherThere(bundle: SessionBundle, now: number, closed: Slug | null): HandoffTarget | null {
  const { character, targets } = bundle;
  const isThere = (slug: Slug, hours: BusinessHours | null) =>
    slug in targets &&
    slug !== closed &&
    slug !== character.slug &&
    (hours === null || isOpen(hours, now));
  const named = character.routing_config?.fallback_instance_id;
  if (named && isThere(named, targets[named]?.hours ?? null)) return plainTarget(bundle, named);
  for (const { target_instance_id: slug, target_number, announce } of rulesOf(bundle)) {
    if (target_number !== undefined || slug === undefined) continue;
    if (isThere(slug, ruleHours(bundle, slug))) return ruleTarget(character, slug, announce);
  }
  return null;
}
