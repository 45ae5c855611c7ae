import { AudioFrame } from '@livekit/rtc-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutSilentEdges } from '../../agent/livekit/silent-edges.ts';

const RATE = 1000;
const MARGIN = 30;

/** Samples at 1 kHz, so that one sample is one millisecond. */
const silence = (ms: number) => Array.from({ length: ms }, () => 3);
const speech = (ms: number) => Array.from({ length: ms }, () => 5000);

async function heard(frames: readonly number[][]): Promise<number[]> {
  async function* voice() {
    for (const samples of frames) {
      await Promise.resolve();
      yield new AudioFrame(Int16Array.from(samples), RATE, 1, samples.length);
    }
  }
  const out: number[] = [];
  for await (const frame of withoutSilentEdges(voice())) out.push(...frame.data);
  return out;
}

const framesOf = (samples: readonly number[], size: number) =>
  Array.from({ length: Math.ceil(samples.length / size) }, (_v, n) =>
    samples.slice(n * size, (n + 1) * size),
  );

describe('silence around what a voice says', () => {
  it('goes, but for a margin, in one large frame', async () => {
    const said = await heard([[...silence(400), ...speech(100), ...silence(300)]]);
    expect(said).toEqual([...silence(MARGIN), ...speech(100), ...silence(MARGIN)]);
  });

  it('goes in small frames too', async () => {
    const said = await heard(framesOf([...silence(400), ...speech(100), ...silence(300)], 20));
    expect(said.filter((sample) => sample === 5000)).toHaveLength(100);
    expect(said.length).toBeLessThanOrEqual(100 + 2 * MARGIN);
  });

  it('leaves a voice that only padded with nothing', async () => {
    expect(await heard([silence(500), silence(500)])).toEqual([]);
  });

  it('keeps every audible sample and every pause between two of them', async () => {
    const stretch = fc.record({ loud: fc.boolean(), ms: fc.integer({ min: 1, max: 120 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(stretch, { maxLength: 12 }),
        fc.integer({ min: 1, max: 150 }),
        async (stretches, size) => {
          const samples = stretches.flatMap(({ loud, ms }) => (loud ? speech(ms) : silence(ms)));
          const said = await heard(framesOf(samples, size));
          const [first, last] = [samples.indexOf(5000), samples.lastIndexOf(5000)];
          const spoken = first === -1 ? [] : samples.slice(first, last + 1);
          const from = said.indexOf(5000);
          expect(from === -1 ? [] : said.slice(from, said.lastIndexOf(5000) + 1)).toEqual(spoken);
          if (from !== -1) expect(from).toBeLessThanOrEqual(MARGIN);
        },
      ),
    );
  });
});
