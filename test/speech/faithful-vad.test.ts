import { initializeLogger, type VADEvent, VADEventType } from '@livekit/agents';
import { ReadableStream } from 'node:stream/web';
import { AudioFrame } from '@livekit/rtc-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FaithfulVad } from '../../speech/faithful-vad.ts';
import { createSynthesiser, type Synthesiser } from '../../speech/embedded/engine.ts';

initializeLogger({ pretty: false, level: 'silent' });

const RATE = 16_000;
const FRAME = RATE / 50;
let synthesiser: Synthesiser;
beforeAll(() => {
  synthesiser = createSynthesiser();
});
afterAll(() => synthesiser.close());

/** Where a piece lies in a sound; -1 where it does not. */
function placeOf(piece: Int16Array, sound: Int16Array): number {
  const first = piece[0]!;
  for (let at = sound.indexOf(first); at !== -1; at = sound.indexOf(first, at + 1)) {
    if (piece.every((sample, index) => sound[at + index] === sample)) return at;
  }
  return -1;
}

it('a turn that is read late is still the sound that was heard, from its first sample on', async () => {
  const words = await Promise.all(
    ['Yes.', 'It is about an invoice.', 'And about a bike.'].map((text) =>
      synthesiser.synthesise({ text, voice: 'rms' }),
    ),
  );
  // A line is never quite still: no two places of it are alike.
  const still = Int16Array.from({ length: RATE }, (_, at) => ((at * 7919) % 23) - 11);
  const sound = Int16Array.from(
    words.flatMap((word) => [...still, ...word]).concat([...still], [...still]),
  );
  const vad = new FaithfulVad({ model: 'silero' });
  const heard: number[] = [];
  vad.hears = ({ data }) => heard.push(...data);
  // The framework has a second one for an ear that does not stream.
  vad.clock = () => 0;
  const [stream, other] = [vad.stream(), vad.stream()];
  const frames = Array.from({ length: Math.floor(sound.length / FRAME) }, (_, n) => {
    return new AudioFrame(sound.slice(n * FRAME, (n + 1) * FRAME), RATE, 1, FRAME);
  });
  stream.updateInputStream(ReadableStream.from(frames));
  other.updateInputStream(ReadableStream.from(frames));
  const ended: VADEvent[] = [];
  for await (const event of stream) {
    if (event.type === VADEventType.END_OF_SPEECH) ended.push(event);
    if (ended.length === words.length) break;
  }

  const places = ended.map(({ frames }) => placeOf(frames[0]!.data, sound));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  // Whoever measures it as it passes gets all of it, once.
  expect(heard.length).toBeGreaterThan(sound.length / 2);
  expect(heard).toEqual([...sound.subarray(0, heard.length)]);
});
