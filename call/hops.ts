import type { Slug } from '../protocol/slug.ts';

/** A handoff that was committed, and what was known when it was asked for. */
export interface Hop {
  readonly from: Slug;
  readonly to: Slug;
  /** Why: the words of the tool call, else those of the caller. */
  readonly request: string;
  /** How many times a variable had become known or other by then. */
  readonly learned: number;
}

/**
 * Whether a hop begins a second A → B → A with nothing learned since the first (R3): no variable
 * has become known, and the request has no word that the earlier ones between the two had not.
 */
export function isPingPong(hops: readonly Hop[], next: Hop): boolean {
  const before = hops.findLastIndex((hop) => sameWay(hop, next));
  const first = hops[before];
  if (!first || next.learned > first.learned) return false;
  if (!hops.slice(before + 1).some((hop) => wayBack(hop, next))) return false;
  const between = hops.filter((hop) => sameWay(hop, next) || wayBack(hop, next));
  const known = new Set(between.flatMap((hop) => wordsOf(hop.request)));
  return wordsOf(next.request).every((word) => known.has(word));
}

const sameWay = (one: Hop, other: Hop) => one.from === other.from && one.to === other.to;
const wayBack = (one: Hop, other: Hop) => one.from === other.to && one.to === other.from;

/** Words that can tell one request from another. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [];
}
