import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRecogniser,
  createSynthesiser,
  type Recogniser,
  type Synthesiser,
} from '../../speech/embedded/engine.ts';
import { cutAtPauses } from '../../speech/embedded/segments.ts';
import { TEST_MODELS } from '../fakes/fake-speech.ts';
import { medianPitch } from '../fakes/pitch.ts';

const RATE = 16_000;
let recogniser: Recogniser;
let synthesiser: Synthesiser;

beforeAll(async () => {
  recogniser = await createRecogniser(TEST_MODELS);
  synthesiser = createSynthesiser();
});
afterAll(() => synthesiser.close());

const hear = (samples: Int16Array, sampleRate = RATE) =>
  recogniser.recognise({ samples, sampleRate });
const plain = (text: string) => text.toLowerCase().replace(/[^a-z ]/g, '');

describe('the embedded engines', () => {
  it('hear what the embedded voice has said', async () => {
    const samples = await synthesiser.synthesise({
      text: 'I have a question about an invoice.',
      voice: 'rms',
    });
    expect(plain(await hear(samples))).toBe('i have a question about an invoice');
  });

  it('hear a telephone as well', async () => {
    const text = 'Please bring me back to the front desk.';
    const wide = await synthesiser.synthesise({ text, voice: 'rms' });
    const narrow = wide.filter((_, index) => index % 2 === 0);
    expect(plain(await hear(narrow, 8000))).toBe('please bring me back to the front desk');
  });

  it('take silence, noise and next to nothing for no words', async () => {
    let seed = 7;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const noise = Int16Array.from({ length: 3 * RATE }, () => (random() - 0.5) * 2000);
    expect(await hear(new Int16Array(5 * RATE))).toBe('');
    expect(await hear(noise)).toBe('');
    expect(await hear(new Int16Array(10))).toBe('');
    expect(await hear(new Int16Array(0))).toBe('');
  });

  it.each([
    [0, 0],
    [200, 1000],
    [500, 900],
    [100, 1400],
  ])('hear a word with %i ms of line before and %i ms after it', async (lead_ms, tail_ms) => {
    for (const voice of ['slt', 'rms', 'awb'] as const) {
      const word = await synthesiser.synthesise({ text: 'Yes.', voice });
      const narrow = word.filter((_, index) => index % 2 === 0);
      const at = lead_ms * 8;
      const line = Int16Array.from(
        { length: at + narrow.length + tail_ms * 8 },
        (_, index) => (narrow[index - at] ?? 0) + ((index * 7919) % 17) - 8,
      );
      // A lone word may be taken for another one; it is never taken for nothing.
      expect(await hear(line, 8000)).not.toBe('');
    }
  });

  it('hear several callers at once, each their own sentence', async () => {
    const texts = [
      'My brakes squeak.',
      'I have a question about an invoice.',
      'Please transfer me to technical support.',
    ];
    const spoken = await Promise.all(
      texts.map((text) => synthesiser.synthesise({ text, voice: 'rms' })),
    );
    const heard = await Promise.all(spoken.map((samples) => hear(samples)));
    expect(heard.map(plain)).toEqual(texts.map(plain));
  });

  it('give each character of the house a pitch more than 20 Hz from the next', async () => {
    const text = 'Hello, this is Northwind Cycles. What can I do for you today?';
    const voices = [
      { voice: 'rms' },
      { voice: 'awb', pitch: 1.15 },
      { voice: 'slt' },
      { voice: 'slt', pitch: 1.2 },
    ];
    const pitches = await Promise.all(
      voices.map(async (voice) =>
        medianPitch(await synthesiser.synthesise({ text, ...voice }), RATE),
      ),
    );
    const apart = pitches.slice(1).map((pitch, index) => pitch - (pitches[index] ?? 0));
    expect(Math.min(...apart), pitches.join(' ')).toBeGreaterThan(20);
  });

  it('speak nothing where there is nothing to say, and refuse a voice they do not have', async () => {
    expect(await synthesiser.synthesise({ text: ' … 🙂', voice: 'slt' })).toHaveLength(0);
    await expect(synthesiser.synthesise({ text: 'Hi', voice: 'nobody' })).rejects.toMatchObject({
      name: 'EmbeddedSpeechError',
      fault: 'unknown_voice',
    });
  });

  it('cut a long monologue at a pause and lose no sample', () => {
    const long = Int16Array.from({ length: 60 * 100 }, (_, at) => (at % 2000 < 1950 ? at % 97 : 0));
    const segments = cutAtPauses(long, 100);
    expect(segments.every(({ length }) => length <= 2500)).toBe(true);
    expect(segments.flatMap((segment) => [...segment])).toEqual([...long]);
  });
});
