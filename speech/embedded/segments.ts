/** Longer than this the recogniser starts to repeat itself without end. */
export const LONGEST_SEGMENT_S = 25;
const SEARCH_S = 10;
const WINDOW_S = 0.1;

/**
 * Cuts audio into segments of at most 25 s, each at the quietest tenth of a second of its last ten
 * seconds. Nothing is lost and nothing is doubled.
 */
export function cutAtPauses(samples: Int16Array, rate: number): Int16Array[] {
  const longest = LONGEST_SEGMENT_S * rate;
  const segments: Int16Array[] = [];
  let rest = samples;
  while (rest.length > longest) {
    const at = quietest(rest, longest - SEARCH_S * rate, longest, Math.round(WINDOW_S * rate));
    segments.push(rest.subarray(0, at));
    rest = rest.subarray(at);
  }
  return [...segments, rest];
}

/** Share of the loudest sample below which there is no speech. */
const SOUND = 1 / 20;
/** Loudest sample, of 32,768, of what is not even a whisper. */
const SILENT = 300;
/** What is left around a sound; a perfect silence after it is twice as long. */
const AROUND_S = 0.1;

/**
 * The sounding part of a segment, to be heard once more: with a little of the line around it, then
 * between two perfect silences. Moonshine gives no text at all for some short words that stand in
 * a line's own. Nothing where the segment holds no sound.
 */
export function soundIn(samples: Int16Array, rate: number): readonly Int16Array[] {
  const peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  if (peak < SILENT) return [];
  const sounds = (sample: number) => Math.abs(sample) >= peak * SOUND;
  const [from, to] = [samples.findIndex(sounds), samples.findLastIndex(sounds) + 1];
  const around = Math.round(AROUND_S * rate);
  const framed = new Int16Array(to - from + 3 * around);
  framed.set(samples.subarray(from, to), around);
  return [samples.subarray(Math.max(0, from - around), to + around), framed];
}

function quietest(samples: Int16Array, from: number, to: number, window: number): number {
  let best = to;
  let least = Infinity;
  for (let at = from; at + window <= to; at += window) {
    let energy = 0;
    for (let index = at; index < at + window; index += 1) energy += (samples[index] ?? 0) ** 2;
    if (energy < least) {
      least = energy;
      best = at + Math.floor(window / 2);
    }
  }
  return best;
}
