import { slice, type Sound } from '../live/pcm.ts';
import { markersIn, type HeardMarker } from './audible-markers.ts';
import type { Marker } from './markers.ts';

const LOOK_MS = 100;
/** Of what was looked through this much is looked at again: a marker that had just begun was not found yet. */
const AGAIN_MS = 300;
const LIMIT_MS = 90_000;

/** Whoever records what is heard: a leg of the line, a fake agent's ear. */
export interface Listener {
  readonly heard: () => Sound;
  readonly position_ms: () => number;
  readonly untilPosition: (position_ms: number) => Promise<unknown>;
}

/** Resolves with where a marker is heard first after a position (default: from now on). */
export async function untilMarker(
  listener: Listener,
  marker: Marker,
  after_ms = listener.position_ms(),
): Promise<HeardMarker> {
  const until = listener.position_ms() + LIMIT_MS;
  for (let from_ms = after_ms; ;) {
    const looked_ms = listener.position_ms();
    const [found] = markersIn(slice(listener.heard(), from_ms), [marker]);
    if (found) return moved(found, from_ms);
    from_ms = Math.max(after_ms, looked_ms - AGAIN_MS);
    if (listener.position_ms() > until) throw new Error(`The ${marker.name} was not heard`);
    await listener.untilPosition(listener.position_ms() + LOOK_MS);
  }
}

/** The names of the markers that are heard within the next so many milliseconds. */
export async function markersHeardFor(listener: Listener, length_ms: number): Promise<string[]> {
  const from_ms = listener.position_ms();
  await listener.untilPosition(from_ms + length_ms);
  const heard = markersIn(slice(listener.heard(), from_ms, from_ms + length_ms));
  return [...new Set(heard.map(({ marker }) => marker))].sort();
}

function moved(heard: HeardMarker, by_ms: number): HeardMarker {
  return { ...heard, from_ms: heard.from_ms + by_ms, to_ms: heard.to_ms + by_ms };
}
