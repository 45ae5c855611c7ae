import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { soundingSpans } from './audible.ts';
import { startBareRoomSite, type BareRoomSite } from './bare-room-page.ts';
import { openPage, type CallerPage } from './browser.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { speakInto } from './speak-into.ts';
import { startTestLivekit, type TestLivekit } from './stack.ts';

const SENTENCE = 'I have a question about my last invoice.';

let livekit: TestLivekit;
let site: BareRoomSite;
const pages: CallerPage[] = [];

beforeAll(async () => {
  livekit = await startTestLivekit();
  site = await startBareRoomSite();
});
afterEach(async (context) => {
  showLogsOfFailed(context, livekit);
  await Promise.all(pages.splice(0).map((each) => each.close()));
});
afterAll(async () => {
  await site.stop();
  await livekit.stop();
});

async function inRoom(room: string, identity: string, wavFile?: string): Promise<CallerPage> {
  const opened = await openPage(wavFile ? { wavFile } : {});
  pages.push(opened);
  await site.join(opened.page, { access: livekit.access, room, identity });
  return opened;
}

test('a sentence spoken into one page is heard, word for word, in the other', async () => {
  const listener = await inRoom('spoken', 'listener');
  const speaker = await inRoom('spoken', 'speaker');
  const sentence = await callerSays(SENTENCE);

  const started = listener.recorder.untilSound();
  const said = await speakInto(speaker.page, sentence);
  const ended = await listener.recorder.untilSilence(1_000, { after_ms: await started });

  const { pcm, rate, startedAt } = listener.recorder.recorded();
  const heard = await transcribe(pcm, rate);
  expect(wordsOf(heard)).toSoundLike('question about my last invoice');
  expect(heard.at(-1)?.to_ms).toBeCloseTo(ended, -2);
  // The recording's clock is the machine's: the sound lies where it was spoken.
  expect(Math.abs(startedAt + (await started) - said.from)).toBeLessThan(1_500);
});

test("a WAV spoken by Chromium's own microphone is heard once", async () => {
  const listener = await inRoom('filed', 'listener');
  const { path } = await callerSays(SENTENCE, { before_ms: 4_000 });
  const from = listener.recorder.untilSound();
  await inRoom('filed', 'speaker', path);
  await listener.recorder.untilSilence(6_000, { after_ms: await from });

  const { pcm, rate } = listener.recorder.recorded();
  expect(wordsOf(await transcribe(pcm, rate)).match(/invoice/g)).toHaveLength(1);
  expect(soundingSpans({ pcm, rate }, { pause_ms: 1_000 })).toHaveLength(1);
});
