import { medianPitch } from '../fakes/pitch.ts';
import { silencesBetween, soundingSpans } from './audible.ts';
import { slice, type Sound } from './pcm.ts';

/** Milliseconds of speech on either side that tell a voice. */
const EAR_MS = 700;

export interface SwapGap {
  /** Milliseconds between the old voice's last audible sample and the new voice's first. */
  readonly silence_ms: number;
  readonly before_hz: number;
  readonly after_hz: number;
}

/** The silence at which the voice changes most: the one between two characters. */
export function findSwapGap(sound: Sound): SwapGap {
  const spans = soundingSpans(sound, { pause_ms: 40 });
  const gaps = silencesBetween(spans).map((silence_ms, index): SwapGap => {
    const ends = spans[index]!.to_ms;
    const begins = spans[index + 1]!.from_ms;
    const [before, after] = [
      slice(sound, Math.max(0, ends - EAR_MS), ends),
      slice(sound, begins, begins + EAR_MS),
    ];
    return {
      silence_ms,
      before_hz: medianPitch(before.pcm, before.rate),
      after_hz: medianPitch(after.pcm, after.rate),
    };
  });
  const change = ({ before_hz, after_hz }: SwapGap) => Math.abs(before_hz - after_hz) || 0;
  const best = gaps.reduce<SwapGap | null>(
    (most, gap) => (!most || change(gap) > change(most) ? gap : most),
    null,
  );
  if (!best) throw new Error('There is only one stretch of speech.');
  return best;
}
