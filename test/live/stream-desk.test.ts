import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gatewayUrl } from '../../config/env.ts';
import type { CallRecord } from '../../protocol/call-record.ts';
import { characterFolder } from '../fakes/character-folder.ts';
import type { CallerPage } from './browser.ts';
import { messageOf } from './call-message.ts';
import { untilRecord } from './call-records.ts';
import { callerSays } from './caller-voice.ts';
import { PASSWORD } from './console-house.ts';
import { handsBack, hears, onDuty, takes } from './desk-person.ts';
import { ask, untilGreeted, untilHears, untilUnderstood } from './phone-talk.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { speakInto } from './speak-into.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { STREAM_CHARACTERS } from './stream-characters.ts';
import { StreamPeer } from './stream-peer.ts';

const KEY = 'key-of-the-platform-under-test';
const FROM = '+14155551001';
const office = characterFolder(STREAM_CHARACTERS);
let stack: TestStack;
let caller: StreamPeer;
let desk: CallerPage | undefined;
beforeAll(async () => {
  stack = await startTestStack({
    env: {
      BATON_CHARACTERS_DIR: office.dir,
      BATON_FRONT_DESK: 'reception',
      BATON_GATEWAY_KEYS: KEY,
      BATON_CONSOLE_PASSWORD: PASSWORD,
    },
  });
  caller = await StreamPeer.connect(gatewayUrl(stack.env), KEY, { callerId: FROM });
  await untilGreeted(caller);
});
afterEach((context) => {
  showLogsOfFailed(context, stack);
});
afterAll(async () => {
  caller.hangUp();
  await desk?.close();
  await stack.stop();
  office.remove();
});

const recordOf = (fits: (record: CallRecord) => boolean) =>
  untilRecord(stack, { caller_id: FROM }, fits);

describe('a caller of a stream', () => {
  it(
    'waits for a person at the desk in company, talks to them, and is handed back',
    { tags: ['nightly'] },
    async () => {
      desk = await onDuty(stack.url);
      const asked = await ask(caller, 'I would like to talk to a person at the support desk.');
      await untilHears(caller, asked, 'you are next in line');
      await takes(desk);
      const record = await recordOf(({ result }) => result.verdict === 'bridged');
      expect(record).toMatchObject({
        channel: 'websocket',
        result: { was_transferred: true, transfer_method: 'agent_desk' },
      });
      // The character's last words, before it leaves the two alone.
      await caller.untilSilence(1500, { after_ms: caller.position_ms() - 500 });
      const { page } = desk;
      const says = await callerSays('We are open again on Monday.', { voice: 'awb' });
      await untilUnderstood(() => speakInto(page, says), caller, 'monday');
      const from = desk.recorder.position_ms();
      await caller.speak(await callerSays('Hello, what are your opening hours?'));
      await hears(desk, from, 'opening hours');

      const back = caller.position_ms();
      await handsBack(desk);
      await untilHears(caller, back, 'you are back with riley');
      expect((await recordOf(() => true)).ended_at).toBeNull();
    },
  );

  it('leaves a message, whose recording says what they said', { tags: ['nightly'] }, async () => {
    const asked = await ask(caller, 'Please take a message.');
    await untilHears(caller, asked, 'write down');
    await ask(caller, 'We are open again on Friday.');
    const record = await recordOf(({ events }) =>
      events.some(({ type }) => type === 'message_taken'),
    );
    expect(await messageOf(stack, record)).toSoundLike('friday');
  });
});
