import { expect, test } from 'vitest';
import { soundingSpans } from '../live/audible.ts';
import { callerSays } from '../live/caller-voice.ts';
import { atLineRate } from '../line/mouth.ts';
import { LINE_RATE } from '../line/tape.ts';
import { Hum } from '../line/tones.ts';
import { FollowedSpeech } from './followed-speech.ts';
import { CALLER, MARKERS } from './markers.ts';
import { CLICK_MS, withoutMarkers } from './without-markers.ts';

const rms = (pcm: Int16Array): number =>
  Math.sqrt(pcm.reduce((sum, sample) => sum + sample ** 2, 0) / pcm.length);

test.each(MARKERS)('no more than a click is left of the $name marker', (marker) => {
  const hum = new Hum();
  hum.tone = marker;
  const pcm = new Int16Array(LINE_RATE);
  pcm.set(hum.under(new Int16Array(LINE_RATE / 2)), LINE_RATE / 4);
  const left = withoutMarkers({ pcm, rate: LINE_RATE });
  expect(soundingSpans(left, { least_ms: CLICK_MS })).toEqual([]);
});

test('a voice stays what it was', async () => {
  const pcm = atLineRate(await callerSays('I have a question about my last invoice.'));
  const clean = withoutMarkers({ pcm, rate: LINE_RATE }).pcm;
  expect(rms(clean) / rms(pcm)).toBeGreaterThan(0.9);
});

test('a voice that comes in pieces, under a marker, ends where it does as a whole', async () => {
  const hum = new Hum();
  hum.tone = CALLER;
  const said = atLineRate(await callerSays('I have a question about my last invoice.'));
  const pcm = hum.under(Int16Array.from([...said, ...new Int16Array(2 * LINE_RATE)]));
  const whole = soundingSpans(withoutMarkers({ pcm, rate: LINE_RATE }), { least_ms: CLICK_MS });
  const speech = new FollowedSpeech(0);
  let end: number | null = null;
  for (let heard = 0; heard <= pcm.length; heard += 777)
    end = speech.end_ms({ pcm: pcm.subarray(0, heard), rate: LINE_RATE });
  expect(end).toBe(whole.at(-1)?.to_ms);
});
