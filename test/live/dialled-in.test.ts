import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Line } from '../line/line.ts';
import { type CallPage, startCall } from './call-page.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { slice } from './pcm.ts';
import { untilOver } from './phone-talk.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { speakInto } from './speak-into.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import type { TestStack } from './stack.ts';

let phone: PhoneStack;
let stack: TestStack;
let line: Line;
let call: CallPage | undefined;
beforeAll(async () => {
  phone = await startPhoneStack('outbound_trunk: baton-out\ncountries: [US]\n');
  ({ stack, line } = phone);
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await call?.close();
  call = undefined;
});
afterAll(async () => {
  await phone.stop();
});

async function askForSales(): Promise<CallPage> {
  call = await startCall(stack);
  await call.untilLine('Riley', 'How can I help');
  await call.recorder.untilSilence(800, { after_ms: 0 });
  await speakInto(
    call.page,
    await callerSays('I want the sales team, please, connect me to sales.'),
  );
  return call;
}

describe('a caller at a page who asks for a person', () => {
  it('talks to the person who was dialled into the room, and the agent is gone', async () => {
    const seen = line.dials.length;
    line.onDial = () => ({
      answered: async (person) => {
        // Whoever picks up hears first who is there.
        await person.untilSilence(800, { after_ms: await person.untilSound({ after_ms: 0 }) });
        await person.speak(await callerSays('We are open again on Monday.', { voice: 'awb' }));
      },
      rings_ms: 500,
    });
    const page = await askForSales();
    const dial = await line.untilDial(seen + 1, 60_000);
    expect(dial.to).toBe('+14155550132');
    const record = await page.untilRecord(({ result }) => result.verdict === 'bridged');
    expect(record.result).toMatchObject({
      was_transferred: true,
      transfer_target: 'sales',
      attempts: [{ evidence: { execution: 'dial_in', both_subscribed: true } }],
    });
    await page.recorder.untilSilence(2500, { after_ms: page.recorder.position_ms() });
    const heard = slice(page.recorder.recorded(), 0);
    expect(wordsOf(await transcribe(heard.pcm, heard.rate))).toSoundLike('monday');

    await speakInto(page.page, await callerSays('It is about a new bike.'));
    const at = dial.leg.position_ms();
    await dial.leg.untilSilence(1200, { after_ms: Math.max(0, at - 3000) });
    const there = dial.leg.heard();
    expect(wordsOf(await transcribe(there.pcm, there.rate))).toSoundLike('new bike');

    await page.untilTalking('the sales team');
    await page.page.locator('[data-part=no-typing]').waitFor();
    expect(await page.page.locator('[data-part=composer]').count()).toBe(0);

    // One side alone does not stay in an empty room.
    await dial.leg.hangUp();
    const ended = await page.untilRecord(({ ended_at }) => ended_at !== null);
    expect(ended.disconnected_by).toBe('transfer');
    await page.page.locator('[data-part=panel][data-phase=ended]').waitFor({ timeout: 30_000 });
  });

  it(
    'hears that the person is busy, from the character, who is still there',
    { tags: ['nightly'] },
    async () => {
      line.onDial = () => ({ sip_status: 486, rings_ms: 300 });
      const page = await askForSales();
      await page.untilLine('Riley', 'is on another call');
      const record = await page.record();
      expect(record.result).toMatchObject({ verdict: 'busy', was_transferred: false });
      expect(record.ended_at).toBeNull();
    },
  );

  it('does not leave a telephone ringing by hanging up', { tags: ['nightly'] }, async () => {
    const seen = line.dials.length;
    line.onDial = () => 'no_answer';
    const page = await askForSales();
    const dial = await line.untilDial(seen + 1, 60_000);
    await page.page.locator('[data-part=end]').click();
    await untilOver(dial.leg);
    const record = await page.untilRecord(({ ended_at }) => ended_at !== null);
    expect(record).toMatchObject({
      disconnected_by: 'caller',
      result: { verdict: 'caller_left', was_transferred: false },
    });
  });
});
