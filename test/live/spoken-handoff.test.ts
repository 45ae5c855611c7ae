import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { medianPitch } from '../fakes/pitch.ts';
import { type CallPage, startCall } from './call-page.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { afterSentence } from './sounds-like.ts';
import { slice } from './pcm.ts';
import { observeRoom } from './room-observer.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { speakInto } from './speak-into.ts';
import { startTestStack, type TestStack } from './stack.ts';

const ANNOUNCEMENT = 'One moment please, I am connecting you to our billing specialist.';
const OPENING = 'Hello, this is the billing specialist.';

let stack: TestStack;
let call: CallPage | undefined;
beforeAll(async () => {
  stack = await startTestStack();
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await call?.close();
  call = undefined;
});
afterAll(() => stack.stop());

const handoffs = (events: { type: string }[]) =>
  events.filter(({ type }) => type === 'handoff_committed');

describe('a spoken handoff in the browser, with no key', () => {
  it('follows a sentence spoken into the microphone of the browser', async () => {
    const sentence = await callerSays('I have a question about an invoice.', { before_ms: 25_000 });
    call = await startCall(stack, { wavFile: sentence.path });
    const { room } = await call.record();
    const observer = await observeRoom(stack, room);

    await call.untilConnecting('Billing Specialist');
    await call.untilTalking('Billing Specialist');
    const from = call.recorder.position_ms();
    await call.untilLine('Billing Specialist', 'billing specialist');
    await call.recorder.untilSilence(1500, { after_ms: from });
    const { pcm, rate } = call.recorder.recorded();
    const heard = await transcribe(pcm, rate);
    const words = wordsOf(heard);

    const after = afterSentence(words, ANNOUNCEMENT) ?? '';
    expect(after, words).not.toBe('');
    const opened = afterSentence(after, OPENING);
    expect(opened, words).not.toBeNull();
    expect(afterSentence(opened ?? '', OPENING), 'the opening is spoken once').toBeNull();
    expect(after).toSoundLike('invoice');
    expect(after, 'nothing of the source comes after the announcement').not.toMatch(/riley|moment/);

    const handoff = observer.messages.filter(({ topic }) => topic === 'voice.agent_handoff');
    expect(handoff.map(({ text }) => text)).toEqual(['{"agent_name":"Billing Specialist"}']);
    expect(observer.attributes.at(-1)).toMatchObject({
      'baton.character': 'billing-specialist',
      'baton.agent_name': 'Billing Specialist',
      'baton.state': 'talking',
    });
    const { events } = await call.untilRecord((r) => handoffs(r.events).length === 1);
    expect(handoffs(events)[0]).toMatchObject({ from: 'front-desk', to: 'billing-specialist' });
    await observer.leave();
  });

  it(
    'goes back, and the third voice is the first one and not the second',
    { tags: ['nightly'] },
    async () => {
      call = await startCall(stack);
      await call.untilLine('Riley', 'How can I help');
      await call.recorder.untilSilence(800, { after_ms: 0 });
      const riley = voiceSince(call, 0);

      await speakInto(call.page, await callerSays('I have a question about an invoice.'));
      await call.untilTalking('Billing Specialist');
      let from = call.recorder.position_ms();
      await call.untilLine('Billing Specialist', 'billing specialist');
      await call.recorder.untilSilence(800, { after_ms: from });
      const billing = voiceSince(call, from + 800);

      await speakInto(call.page, await callerSays('Please take me back to the front desk.'));
      await call.untilConnecting('Riley');
      await call.untilTalking('Riley');
      from = call.recorder.position_ms();
      await call.untilLine('Riley', 'again');
      await call.recorder.untilSilence(800, { after_ms: from });
      const again = voiceSince(call, from + 800);

      expect(Math.abs(again - riley), `${riley} ${billing} ${again}`).toBeLessThan(20);
      expect(Math.abs(again - billing), `${riley} ${billing} ${again}`).toBeGreaterThan(30);
      const record = await call.untilRecord((r) => handoffs(r.events).length === 2);
      expect(record.path).toEqual(['front-desk', 'billing-specialist', 'front-desk']);
    },
  );

  it('ends with the call, once, and the record says who ended it', async () => {
    call = await startCall(stack);
    await call.untilLine('Riley', 'How can I help');
    await call.page.locator('[data-part=end]').click();
    const record = await call.untilRecord((r) => r.ended_at !== null);
    expect(record.disconnected_by).toBe('caller');
    expect(record.events.filter(({ type }) => type === 'call_ended')).toHaveLength(1);
  });
});

/** The pitch of what was heard from a position on, in hertz. */
function voiceSince({ recorder }: CallPage, from_ms: number): number {
  const { pcm, rate } = slice(recorder.recorded(), from_ms);
  return medianPitch(pcm, rate);
}
