import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gatewayUrl } from '../../config/env.ts';
import type { CallRecord } from '../../protocol/call-record.ts';
import { characterFolder, characterText } from '../fakes/character-folder.ts';
import { type CallPage, startCall } from './call-page.ts';
import { untilRecord } from './call-records.ts';
import { heardSince, say, untilGreeted } from './phone-talk.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { StreamPeer } from './stream-peer.ts';

const KEY = 'key-of-the-platform-under-test';
const ASKED = 'Are you still there?';
const GOODBYE = 'I cannot hear you, so I am ending the call now. Please call again. Goodbye.';
/** Minutes: the warning is half-way. */
const LONGEST_MIN = 1.25;
const WARNING = 'This call can go on for 38 more seconds.';

const answers = (number: string) =>
  `routing_config: { role: primary, primary_for_numbers: ["${number}"] }\n`;
const opening = 'intents: [{ words: [opening hours], say: We are open from Monday to Friday. }]\n';
const office = characterFolder({
  'reception.md': characterText('Riley', `${answers('+15105550123')}${opening}`),
  'patient.md': characterText('Sam', `${answers('+15105550124')}silence: { after_s: 0 }\n`),
});
let stack: TestStack;
let call: CallPage | undefined;
const peers: StreamPeer[] = [];
beforeAll(async () => {
  const env = {
    BATON_CHARACTERS_DIR: office.dir,
    BATON_FRONT_DESK: 'reception',
    BATON_GATEWAY_KEYS: KEY,
    BATON_SILENCE_AFTER_S: '2.5',
    BATON_LONGEST_CALL_MIN: String(LONGEST_MIN),
  };
  stack = await startTestStack({ env });
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await call?.close();
  call = undefined;
});
afterAll(async () => {
  for (const peer of peers) peer.hangUp();
  await stack.stop();
  office.remove();
});

const turns = ({ events }: CallRecord) =>
  events.flatMap((event) => (event.type === 'turn' && event.role === 'agent' ? [event.text] : []));
/** What was said to a caller; how long the call may last aside. */
const saidIn = (record: CallRecord) => turns(record).filter((text) => text !== WARNING);
const endOf = ({ events }: CallRecord) => events.findLast(({ type }) => type === 'call_ended');
const over = ({ ended_at }: CallRecord) => ended_at !== null;

async function streamed(caller_id: string, did: string): Promise<StreamPeer> {
  const peer = await StreamPeer.connect(gatewayUrl(stack.env), KEY, { callerId: caller_id, did });
  peers.push(peer);
  await untilGreeted(peer);
  return peer;
}

describe('a caller who says nothing on the page', () => {
  it('is asked twice, and then the call ends kindly', async () => {
    call = await startCall(stack);
    const record = await call.untilRecord(over);
    expect(saidIn(record)).toEqual(['Hi, Riley here.', ASKED, ASKED, GOODBYE]);
    expect(endOf(record)).toMatchObject({ disconnected_by: 'silence', detail: 'caller_silent' });
  });
});

describe.concurrent('a streamed call', () => {
  it('whose caller speaks after all is answered, and asked anew after that', async () => {
    const caller_id = '+14155551001';
    const caller = await streamed(caller_id, '+15105550123');
    const asked = await caller.untilSound({ after_ms: caller.position_ms() });
    await caller.untilSilence(800, { after_ms: asked });
    expect(await heardSince(caller, asked)).toSoundLike(ASKED);
    await say(caller, 'What are your opening hours?');
    const record = await untilRecord(stack, { caller_id }, over);
    const said = saidIn(record);
    const answer = said.findIndex((text) => text.includes('Monday'));
    expect(answer, said.join(' | ')).toBeGreaterThan(0);
    expect(said.slice(answer + 1)).toEqual([ASKED, ASKED, GOODBYE]);
    expect(endOf(record)).toMatchObject({ disconnected_by: 'silence' });
    expect(await caller.left).toMatch(/^1000/);
  });

  it(
    'that has lasted as long as it may ends after a warning and a goodbye',
    { tags: ['nightly'] },
    async () => {
      const caller_id = '+14155551002';
      const caller = await streamed(caller_id, '+15105550124');
      const record = await untilRecord(stack, { caller_id }, over);
      expect(turns(record)).toEqual([
        'Hi, Sam here.',
        WARNING,
        'This call has lasted as long as it may, so I am ending it now. Goodbye.',
      ]);
      expect(endOf(record)).toMatchObject({ disconnected_by: 'max_duration' });
      const lasted = Date.parse(record.ended_at ?? '') - Date.parse(record.started_at);
      expect(lasted).toBeGreaterThanOrEqual(LONGEST_MIN * 60_000);
      expect(await caller.left).toMatch(/^1000/);
    },
  );
});
