import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LevelTrack } from '../../agent/level-track.ts';
import { SILENCE_DB } from '../../protocol/sound.ts';

const RATE = 24_000;
const STEP = 100;

/** A tone whose peak is this share of full scale. */
function tone(ms: number, peak: number, { rate = RATE, channels = 1 } = {}) {
  const data = Int16Array.from({ length: (ms * rate * channels) / 1000 }, (_, at) =>
    Math.round(32_767 * peak * Math.sin((2 * Math.PI * 400 * Math.floor(at / channels)) / rate)),
  );
  return { data, sampleRate: rate, channels };
}
const track = (ahead_ms = Infinity) => new LevelTrack({ step_ms: STEP, ahead_ms });

describe('how loud one side is', () => {
  it('is the root mean square of each step in dBFS, whatever the rate and the channels', () => {
    for (const format of [{}, { rate: 8000 }, { rate: 48_000, channels: 2 }]) {
      const line = track();
      for (const peak of [1, 0.1, 0.01]) line.add(tone(STEP, peak, format), 0);
      expect(line.take(0, 3)).toEqual([-3, -23, -43]);
    }
  });

  it('is silence where no sound comes, and never less than that', () => {
    const line = track();
    line.add({ data: new Int16Array(RATE / 10), sampleRate: RATE, channels: 1 }, 0);
    expect(line.take(0, 3)).toEqual([SILENCE_DB, SILENCE_DB, SILENCE_DB]);
  });

  it('does not depend on the pieces in which the sound comes', () => {
    const whole = tone(1000, 0.5);
    const expected = track();
    expected.add(whole, 0);
    const levels = expected.take(0, 10);
    const cuts = fc.array(fc.integer({ min: 1, max: whole.data.length - 1 }), { maxLength: 40 });
    fc.assert(
      fc.property(cuts, fc.array(fc.nat(80)), (places, late) => {
        const line = track();
        const borders = [0, ...places.sort((a, b) => a - b), whole.data.length];
        for (const [index, from] of borders.slice(0, -1).entries()) {
          const due = (from / RATE) * 1000;
          const data = whole.data.subarray(from, borders[index + 1]);
          // The first says when it is; what follows may be late, or come all at once.
          line.add({ ...whole, data }, index === 0 ? 0 : Math.min(due + (late[index] ?? 0), 1000));
        }
        for (const [step, level] of line.take(0, 10).entries())
          expect(Math.abs(level - levels[step]!)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('goes on at the moment at which sound comes again after a gap', () => {
    const line = track();
    line.add(tone(200, 1), 0);
    line.add(tone(200, 1), 700);
    expect(line.take(0, 9).map((level) => level > -10)).toEqual([
      ...[true, true, false, false, false, false, false, true, true],
    ]);
  });

  it('of a caller does not run ahead of the time at which it is heard', () => {
    const line = track(300);
    // Two readers of one line at a change of character: each piece comes twice for a while.
    for (let at = 0; at < 1000; at += 20)
      for (const reader of at < 600 ? [0, 1] : [0]) line.add(tone(20, 1), at + reader);
    const after = line.take(0, 20);
    expect(after.slice(0, 10).every((level) => level > -10)).toBe(true);
    expect(after.slice(14).every((level) => level === SILENCE_DB)).toBe(true);
  });

  it('of a voice that is cut ends where it was cut', () => {
    const line = track();
    line.add(tone(1000, 1), 0);
    line.cut(400);
    line.add(tone(100, 1), 800);
    const loud = line.take(0, 10).map((level) => level > -10);
    expect(loud).toEqual([true, true, true, true, true, false, false, false, true, false]);
  });
});
