import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slice, type Sound } from '../live/pcm.ts';
import { callerSays } from '../live/caller-voice.ts';
import { decodeMuLaw, encodeMuLaw } from '../line/phone/mu-law.ts';
import { atLineRate } from '../line/mouth.ts';
import { LINE_RATE } from '../line/tape.ts';
import { Hum } from '../line/tones.ts';
import { markersIn, markerWindows } from './audible-markers.ts';
import { CALLER, CONSULT, MARKERS, PERSON, type Marker } from './markers.ts';

const samples = (ms: number): number => Math.round((ms * LINE_RATE) / 1000);
const VOICES = ['rms', 'slt', 'awb', 'kal16'];
const SENTENCES = [
  'I am putting you through to the sales team, one moment please.',
  'Hello, this is the billing specialist at Northwind Cycles, there is a caller for you.',
];

/** Noise of an RMS; the same for the same seed. */
function noise(length: number, rms: number, seed: number): Int16Array {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Int16Array.from({ length }, () => next() * Math.sqrt(12) * rms);
}

/** A marker at a place in a sound, as a telephone carries it. */
function withMarker(under: Int16Array, marker: Marker, from: number, to: number, level: number) {
  const hum = new Hum();
  hum.tone = { ...marker, level };
  const pcm = under.slice();
  pcm.set(hum.under(under.slice(from, to)), from);
  return onTelephone(pcm);
}

function onTelephone(pcm: Int16Array): Sound {
  return { pcm: decodeMuLaw(encodeMuLaw(pcm)), rate: LINE_RATE };
}

const speech = async (): Promise<Int16Array[]> => {
  const spoken = VOICES.flatMap((voice) => SENTENCES.map((text) => callerSays(text, { voice })));
  return (await Promise.all(spoken)).map(atLineRate);
};

describe('a marker', () => {
  test('that sounds for 60 ms is found where it is, and nothing else, also in noise', () => {
    const cases = fc.record({
      marker: fc.constantFrom(...MARKERS),
      from: fc.integer({ min: 0, max: samples(400) }),
      length_ms: fc.integer({ min: 60, max: 400 }),
      // From a whisper, −46 dB, to the loudest that two tones can be.
      level: fc.integer({ min: 150, max: 16_000 }),
      noise: fc.record({ rms: fc.integer({ min: 0, max: 50 }), seed: fc.nat() }),
    });
    fc.assert(
      fc.property(cases, ({ marker, from, length_ms, level, noise: { rms, seed } }) => {
        const to = from + samples(length_ms);
        const sound = withMarker(noise(samples(1_000), rms, seed), marker, from, to, level);
        const heard = markersIn(sound);
        expect(heard.map((one) => one.marker)).toEqual([marker.name]);
        const [{ from_ms, to_ms } = { from_ms: NaN, to_ms: NaN }] = heard;
        expect(Math.abs(from_ms - from / 8)).toBeLessThan(40);
        expect(Math.abs(to_ms - to / 8)).toBeLessThan(40);
      }),
      { numRuns: 150 },
    );
  });

  test('that sounds for 30 ms in silence is found too', () => {
    const sound = withMarker(new Int16Array(samples(300)), PERSON, samples(100), samples(130), 900);
    expect(markersIn(sound).map(({ marker }) => marker)).toEqual(['person']);
  });

  test.each(MARKERS)('is told from the others when all sound at once: $name', (marker) => {
    const all = MARKERS.reduce<Int16Array>(
      (under, one) => withMarker(under, one, 0, under.length, 800).pcm,
      new Int16Array(samples(200)),
    );
    expect(markersIn({ pcm: all, rate: LINE_RATE }, [marker])).toMatchObject([
      { marker: marker.name, from_ms: 0, to_ms: 200 },
    ]);
  });

  test('is seen window by window', () => {
    const sound = withMarker(new Int16Array(samples(300)), PERSON, samples(100), samples(200), 900);
    const audible = markerWindows(sound).filter((one) => one.audible.length > 0);
    expect(audible.at(0)?.from_ms).toBeCloseTo(100, -2);
    expect(new Set(audible.flatMap((one) => one.audible))).toEqual(new Set(['person']));
    expect(markerWindows(sound).at(0)).toEqual({ from_ms: 0, audible: [] });
  });

  test('is seen at another rate too', () => {
    const hum = new Hum();
    hum.tone = CALLER;
    const eight = hum.under(new Int16Array(samples(200)));
    const pcm = Int16Array.from({ length: eight.length * 6 }, (_, at) => eight[at / 6] ?? 0);
    expect(markersIn({ pcm, rate: 48_000 }).map(({ marker }) => marker)).toEqual(['caller']);
  });

  test('is found in the middle of what somebody says', async () => {
    for (const said of await speech()) {
      const sound = withMarker(said, CONSULT, samples(500), samples(1_500), 1_000);
      const ms = markersIn(sound).reduce((sum, one) => sum + one.to_ms - one.from_ms, 0);
      expect(ms).toBeGreaterThan(700);
    }
  });
});

describe('no marker', () => {
  test('is heard in what four voices say', async () => {
    for (const said of await speech()) expect(markersIn(onTelephone(said))).toEqual([]);
  });

  test('is heard in noise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_000 }), fc.nat(), (rms, seed) => {
        expect(markersIn(onTelephone(noise(samples(1_000), rms, seed)))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('is heard in other tones: dialling, ringing, keys, beeps', () => {
    const tones = [425, 440, 480, 350, 600, 697, 770, 852, 941, 1_000, 1_209, 1_336, 1_400, 1_477];
    for (const hertz of [...tones, 1_633, 1_800, 2_000, 2_600, 3_000]) {
      const hum = new Hum();
      hum.tone = { hertz: [hertz], level: 8_000 };
      expect(markersIn(onTelephone(hum.under(new Int16Array(samples(300))))), `${hertz}`).toEqual(
        [],
      );
    }
  });

  test('is heard in less than one window', () => {
    expect(markersIn(slice(withMarker(new Int16Array(800), PERSON, 0, 800, 900), 0, 30))).toEqual(
      [],
    );
  });
});
