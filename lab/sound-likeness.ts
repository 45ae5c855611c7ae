import { soundingSpans, WINDOW_MS, windowLevels } from '../test/live/audible.ts';
import { callerSays } from '../test/live/caller-voice.ts';
import { slice, type Sound } from '../test/live/pcm.ts';

/** From this likeness on it is the same sentence. */
const THE_SAME = 0.85;
/** Quieter than this is silence, whoever says it. */
const FLOOR = 40;
/** A jitter buffer that plays a bit faster or slower moves the end of a sentence against its beginning. */
const STEP = 2;

/**
 * Whether a sentence is in a sound, by how loud it is from moment to moment: what a recogniser mishears
 * has the same course all the same. `voices` are those that may have said it.
 */
export async function soundsIn(
  heard: Sound,
  sentence: string,
  voices: readonly string[],
): Promise<boolean> {
  const course = courseOf(heard);
  for (const voice of voices) {
    const said = await callerSays(sentence, { voice, after_ms: 0 });
    if (courseLikeness(course, courseOf(audible(said))) >= THE_SAME) return true;
  }
  return false;
}

/** The likeness (−1 to 1) of a short course to the best place in a long one. */
export function courseLikeness(long: readonly number[], short: readonly number[]): number {
  let best = -1;
  for (let at = 0; at + short.length <= long.length; at += STEP)
    best = Math.max(best, correlation(long, at, short));
  return best;
}

/** The loudness of each window, as an ear hears it. */
export function courseOf({ pcm, rate }: Sound): number[] {
  return windowLevels(pcm, rate).map((level) => Math.log(Math.max(FLOOR, level)));
}

export const COURSE_STEP_MS = WINDOW_MS;

function audible(sound: Sound): Sound {
  const spans = soundingSpans(sound);
  return slice(sound, spans[0]?.from_ms ?? 0, spans.at(-1)?.to_ms ?? 0);
}

function correlation(long: readonly number[], at: number, short: readonly number[]): number {
  const n = short.length;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let k = 0; k < n; k += 1) {
    const [x, y] = [long[at + k] ?? 0, short[k] ?? 0];
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const spread = Math.sqrt((aa - (a * a) / n) * (bb - (b * b) / n));
  return spread > 0 ? (ab - (a * b) / n) / spread : -1;
}
