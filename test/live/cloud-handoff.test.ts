import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeDeepgram, startDeepgram } from '../fakes/deepgram-server.ts';
import { type FakeOpenAi, startOpenAi } from '../fakes/openai-server.ts';
import { type CallPage, startCall } from './call-page.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { afterSentence } from './sounds-like.ts';
import { slice } from './pcm.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { speakInto } from './speak-into.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { findSwapGap } from './swap-gap.ts';

const LATENCY = { first_token_ms: 400, first_audio_ms: 200 };
const OPENING = 'Hello, this is the billing specialist.';

let openai: FakeOpenAi;
let deepgram: FakeDeepgram;
let stack: TestStack;
let call: CallPage | undefined;
beforeAll(async () => {
  openai = await startOpenAi({ key: 'test-key-of-the-local-openai', ...LATENCY });
  deepgram = await startDeepgram({ key: 'test-key-of-the-local-deepgram', ...LATENCY });
  stack = await startTestStack({ speech: { openai: openai.url, deepgram: deepgram.url } });
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await call?.close();
  call = undefined;
});
afterAll(async () => {
  await stack.stop();
  await openai.close();
  await deepgram.close();
});

const refused = () => [
  ...openai.log.all.filter(({ kind }) => kind === 'refused'),
  ...deepgram.log.all.filter(({ kind }) => kind === 'refused'),
];

describe("a spoken handoff through the providers' own plugins", () => {
  it('announces in full, opens once, and the silence between is reported', async () => {
    call = await startCall(stack);
    await call.untilLine('Riley', 'How can I help');
    await call.recorder.untilSilence(800, { after_ms: 0 });
    await speakInto(call.page, await callerSays('I have a question about an invoice.'));
    await call.untilConnecting('Billing Specialist');
    const connecting = call.recorder.position_ms();
    await call.untilTalking('Billing Specialist');
    const talking = call.recorder.position_ms();
    await call.untilLine('Billing Specialist', 'billing specialist');
    await call.recorder.untilSilence(1200, { after_ms: talking });

    const sound = slice(call.recorder.recorded(), connecting);
    const words = wordsOf(await transcribe(sound.pcm, sound.rate));
    expect(
      afterSentence(words, 'I am connecting you to our billing specialist'),
      words,
    ).not.toBeNull();
    const opened = afterSentence(words, OPENING);
    expect(opened, words).not.toBeNull();
    expect(afterSentence(opened ?? '', OPENING), 'the opening is spoken once').toBeNull();
    const record = await call.untilRecord((r) =>
      r.events.some(({ type }) => type === 'handoff_committed'),
    );
    const committed = record.events.find(({ type }) => type === 'handoff_committed');
    const gap = findSwapGap(sound);
    const figures = JSON.stringify({ gap, committed });
    process.stdout.write(`silence between the voices: ${figures}\n`);
    expect(Math.abs(gap.before_hz - gap.after_hz)).toBeGreaterThan(30);
    expect(refused()).toEqual([]);
  });

  it("carries a fact said during the announcement into the target's next request", async () => {
    call = await startCall(stack);
    await call.untilLine('Riley', 'How can I help');
    await call.recorder.untilSilence(800, { after_ms: 0 });
    await speakInto(call.page, await callerSays('I have a question about an invoice.'));
    await call.untilConnecting('Billing Specialist');
    const [asked, heard] = [openai.log.all.length, deepgram.log.all.length];
    await call.recorder.untilSound();
    await speakInto(call.page, await callerSays('By the way, my name is Robert.'));
    // What counts is that nothing of what the recogniser understood is lost on the way.
    const fact = await deepgram.log.first(
      (r) => r.kind === 'heard' && r.text !== '',
      heard,
      60_000,
    );
    if (fact.kind !== 'heard') throw new Error('nothing was heard');
    const request = await openai.log.first(
      (r) =>
        r.kind === 'chat' &&
        (r.body.tools?.length ?? 0) > 0 &&
        JSON.stringify(r.body.messages[0]).includes('Riley has connected the caller to you') &&
        JSON.stringify(r.body.messages.slice(1)).includes(fact.text.trim()),
      asked,
      90_000,
    );
    if (request.kind !== 'chat') throw new Error('not a chat request');
    const own = JSON.stringify(request.body.messages);
    expect(own).toContain('a question about an invoice');
    expect(request.body.messages.map(({ role }) => role)).not.toContain('tool');
    expect(refused()).toEqual([]);
  });
});
