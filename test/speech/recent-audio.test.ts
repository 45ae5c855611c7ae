import { AudioFrame } from '@livekit/rtc-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentAudio } from '../../speech/in-turn/recent-audio.ts';

const RATE = 16_000;
/** A frame of so many milliseconds. */
const frame = (ms: number) => {
  const samples = (RATE * ms) / 1000;
  return new AudioFrame(new Int16Array(samples), RATE, 1, samples);
};
const lengthOf = ({ frames }: RecentAudio) =>
  frames.reduce((sum, { samplesPerChannel }) => sum + (samplesPerChannel * 1000) / RATE, 0);
const fill = (recent: RecentAudio, ms: number) => {
  for (let at = 0; at < ms; at += 20) recent.add(frame(20));
};

describe('the sound of which no words have come', () => {
  it('is all of a sentence, however its frames are cut, up to fifteen seconds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 100 }), (tens) => {
        const recent = new RecentAudio();
        const given = tens.map((ten) => frame(ten * 10));
        for (const one of given) recent.add(one);
        const all = tens.reduce((sum, ten) => sum + ten * 10, 0);
        expect(lengthOf(recent)).toBeLessThanOrEqual(15_000);
        expect(lengthOf(recent)).toBeGreaterThan(Math.min(all, 15_000) - 200 - 1);
        expect(recent.frames).toEqual(given.slice(given.length - recent.frames.length));
      }),
    );
  });

  it('is no more than the beginning of the next sentence once words have come', () => {
    const recent = new RecentAudio();
    fill(recent, 5000);
    recent.understood();
    expect(lengthOf(recent)).toBe(300);
  });

  it('keeps what was said while the words of a piece were still looked for', () => {
    const recent = new RecentAudio();
    fill(recent, 3000);
    recent.speechEnds();
    fill(recent, 2000);
    recent.understood();
    expect(lengthOf(recent)).toBe(2300);
  });
});
