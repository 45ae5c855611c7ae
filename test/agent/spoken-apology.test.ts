import { expect, it } from 'vitest';
import { framesOf } from '../../agent/livekit/spoken-apology.ts';

it('the apology is sent from its first sample to its last, and not its beginning over and over', () => {
  const samples = Int16Array.from({ length: 2500 }, (_, at) => at);
  // What goes out is the buffer of a frame, from its beginning.
  const sent = [...framesOf({ rate: 24_000, samples })].flatMap(({ data, samplesPerChannel }) => [
    ...new Int16Array(data.buffer).subarray(0, samplesPerChannel),
  ]);
  expect(sent).toEqual([...samples]);
});
