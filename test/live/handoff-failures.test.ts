/** @module-tag nightly */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BackendInBetween, startInBetween } from '../fakes/backend-in-between.ts';
import { type FakeDeepgram, startDeepgram } from '../fakes/deepgram-server.ts';
import { type FakeOpenAi, startOpenAi } from '../fakes/openai-server.ts';
import { freePort } from './free-ports.ts';
import { type CallPage, startCall } from './call-page.ts';
import { callerSays } from './caller-voice.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { speakInto } from './speak-into.ts';
import { startTestStack, type TestStack } from './stack.ts';

const HOURS = { words: ['opening hours'], say: 'We are open Monday to Friday.' };
const BILLING_VOICE = 'onyx';

let openai: FakeOpenAi;
let deepgram: FakeDeepgram;
let backend: BackendInBetween;
let stack: TestStack;
let call: CallPage | undefined;
beforeAll(async () => {
  openai = await startOpenAi({ key: 'test-key-of-the-local-openai', intents: [HOURS] });
  deepgram = await startDeepgram({ key: 'test-key-of-the-local-deepgram' });
  const port = await freePort();
  backend = await startInBetween(`http://127.0.0.1:${String(port)}`);
  stack = await startTestStack({
    speech: { openai: openai.url, deepgram: deepgram.url },
    env: { BATON_PORT: String(port), BATON_BACKEND_URL: backend.url },
  });
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await call?.close();
  call = undefined;
  backend.break(null);
  openai.broken.clear();
});
afterAll(async () => {
  await stack.stop();
  await openai.close();
  await deepgram.close();
  await backend.close();
});

const FAILURES: [where: string, fault: string, breaks: () => void][] = [
  ['at the bundle', 'bad_bundle', () => backend.break(/billing-specialist\/handoff-metadata/)],
  ['at synthesis', 'prepare_failed', () => openai.broken.set(BILLING_VOICE, 'refused')],
  ['at the first frame', 'prepare_failed', () => openai.broken.set(BILLING_VOICE, 'mute')],
];

describe('a handoff that fails on the real server', () => {
  it.each(FAILURES)(
    '%s (%s) leaves the caller with the source, whole',
    async (_w, fault, breaks) => {
      breaks();
      call = await startCall(stack);
      await call.untilLine('Riley', 'How can I help');
      await call.recorder.untilSilence(800, { after_ms: 0 });
      await speakInto(call.page, await callerSays('I have a question about an invoice.'));
      const record = await call.untilRecord((r) =>
        r.events.some(({ type }) => type === 'handoff_rolled_back'),
      );
      expect(record.events.find(({ type }) => type === 'handoff_rolled_back')).toMatchObject({
        fault,
      });
      await call.untilLine('Riley', 'I am sorry');
      await call.untilTalking('Riley');
      await call.recorder.untilSilence(800, { after_ms: call.recorder.position_ms() });

      const asked = openai.log.all.length;
      await speakInto(call.page, await callerSays('What are your opening hours?'));
      await call.untilLine('Riley', 'Monday to Friday');
      const request = openai.log.all
        .slice(asked)
        .find((r) => r.kind === 'chat' && (r.body.tools?.length ?? 0) > 0);
      if (request?.kind !== 'chat') throw new Error('the model was not asked');
      expect(request.body.tools?.map((tool) => tool.function.name)).toContain('handoff_agent');
      const history = JSON.stringify(request.body.messages);
      expect(history).toContain('How can I help');
      expect(history).toContain('invoice');
    },
  );

  it('takes nothing from the next one', async () => {
    call = await startCall(stack);
    await call.untilLine('Riley', 'How can I help');
    await call.recorder.untilSilence(800, { after_ms: 0 });
    await speakInto(call.page, await callerSays('The brakes of my bike are broken.'));
    await call.untilTalking('Technical Expert');
  });
});
