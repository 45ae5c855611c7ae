import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gatewayUrl } from '../../config/env.ts';
import type { CallRecord } from '../../protocol/call-record.ts';
import { untilRecord } from './call-records.ts';
import { ask, heardSince, nextSentence, untilGreeted } from './phone-talk.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { StreamPeer, type StreamStart } from './stream-peer.ts';

const KEY = 'key-of-the-platform-under-test';

let stack: TestStack;
let peer: StreamPeer | undefined;
beforeAll(async () => {
  stack = await startTestStack({ env: { BATON_GATEWAY_KEYS: KEY } });
});
afterEach((context) => {
  showLogsOfFailed(context, stack);
  peer?.hangUp();
  peer = undefined;
});
afterAll(async () => {
  await stack.stop();
});

let calls = 0;
async function greeted(more: Partial<StreamStart> = {}): Promise<StreamPeer> {
  calls += 1;
  const callerId = `+1415555${String(1000 + calls)}`;
  peer = await StreamPeer.connect(gatewayUrl(stack.env), KEY, {
    callerId,
    did: '+15105550123',
    ...more,
  });
  await untilGreeted(peer);
  return peer;
}

const recordOf = (fits: (record: CallRecord) => boolean) =>
  untilRecord(stack, { caller_id: `+1415555${String(1000 + calls)}` }, fits);

describe('a call that a platform streams', () => {
  it('is greeted, answers a spoken question, and ends by the caller', async () => {
    const caller = await greeted();
    expect(await heardSince(caller, 0)).toContain('how can i help');
    const asked = await ask(caller, 'What are your opening hours?');
    expect(await nextSentence(caller, asked)).toContain('monday');
    caller.stop('hangup');
    expect(await caller.left).toContain('1000');
    const record = await recordOf(({ ended_at }) => ended_at !== null);
    expect(record).toMatchObject({ channel: 'websocket', disconnected_by: 'caller' });
  });
});
