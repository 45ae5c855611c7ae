import { expect, it } from 'vitest';
import { framesOf, soundOf } from '../../agent/livekit/sound-frames.ts';

const samples = Int16Array.from({ length: 2500 }, (_, at) => at);

it('a kept sentence is sent from its first sample to its last, and not its beginning over and over', () => {
  // What goes out is the buffer of a frame, from its beginning.
  const sent = [...framesOf({ rate: 24_000, samples }, 20)].flatMap(
    ({ data, samplesPerChannel }) => [
      ...new Int16Array(data.buffer).subarray(0, samplesPerChannel),
    ],
  );
  expect(sent).toEqual([...samples]);
});

it('a sentence that is put together from its frames is the same again', () => {
  expect(soundOf([...framesOf({ rate: 24_000, samples }, 100)])).toEqual({ rate: 24_000, samples });
});
