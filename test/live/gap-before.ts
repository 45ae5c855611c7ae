import type { Leg } from '../line/leg.ts';
import { soundingSpans } from './audible.ts';
import { slice } from './pcm.ts';

/** So short a silence parts a sentence from the tone that takes its place. */
const PAUSE_MS = 20;
/** The clock of the line and that of its tape agree to a few windows. */
const BLUR_MS = 40;

/**
 * Milliseconds from the last audible sample of what a caller has heard since `asked` (ms on their tape)
 * to `at` (a date), when a REFER came to the SIP node; below zero where it cut a sentence off.
 *
 * Hazard: from the REFER on the bridge plays a ringing tone in the place of the room, and be it for 10 ms.
 */
export function gapBefore(caller: Pick<Leg, 'heard'>, asked: number, at: number): number {
  const heard = caller.heard();
  const begins = heard.startedAt + asked;
  const spoken = soundingSpans(slice(heard, asked), { pause_ms: PAUSE_MS }).filter(
    ({ from_ms }) => begins + from_ms < at - BLUR_MS,
  );
  const end = spoken.at(-1)?.to_ms;
  if (end === undefined) throw new Error('Nothing was heard before the REFER.');
  return Math.round(at - (begins + end));
}
