import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BeepEar } from '../../agent/livekit/beep.ts';

const RATE = 16_000;
const sine = (hertz: number, ms: number, level: number) =>
  Int16Array.from({ length: (RATE * ms) / 1000 }, (_, at) =>
    Math.round(level * 32767 * Math.sin((2 * Math.PI * hertz * at) / RATE)),
  );

/** Fed by frames of 10 ms, as a room gives them. */
function hears(samples: Int16Array, frame_ms = 10): boolean {
  const ear = new BeepEar();
  const size = (RATE * frame_ms) / 1000;
  let found = false;
  for (let at = 0; at < samples.length; at += size) {
    found = ear.hears({ data: samples.subarray(at, at + size), sampleRate: RATE }) || found;
  }
  return found;
}

describe('a beep', () => {
  it('of any usual pitch and level is heard, also beside a little noise', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 380, max: 1800 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        (hertz, level) => {
          const beep = sine(hertz, 500, level).map(
            (sample, at) => sample + ((at * 7919) % 401) - 200,
          );
          expect(hears(beep)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is not what is too short, too soft, or has overtones like a voice', () => {
    expect(hears(sine(1000, 200, 0.5))).toBe(false);
    expect(hears(sine(1000, 600, 0.005))).toBe(false);
    const [second, third] = [sine(400, 600, 0.25), sine(600, 600, 0.2)];
    const vowel = sine(200, 600, 0.3).map(
      (sample, at) => sample + (second[at] ?? 0) + (third[at] ?? 0),
    );
    expect(hears(vowel)).toBe(false);
  });

  it('is not what glides, as a siren or a laugh does', () => {
    let phase = 0;
    const glide = Int16Array.from({ length: RATE }, (_, at) => {
      phase += (2 * Math.PI * (400 + (at / RATE) * 1200)) / RATE;
      return Math.round(15_000 * Math.sin(phase));
    });
    expect(hears(glide)).toBe(false);
  });
});
