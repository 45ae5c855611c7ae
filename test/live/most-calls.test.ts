/** @module-tag nightly */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gatewayUrl } from '../../config/env.ts';
import { startLine, type Line } from '../line/line.ts';
import { openPage, type CallerPage } from './browser.ts';
import { untilRecord } from './call-records.ts';
import { heardSince, untilGreeted, untilOver, type Talker } from './phone-talk.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { StreamPeer } from './stream-peer.ts';

const KEY = 'key-of-the-platform-under-test';
const SORRY =
  'I am sorry, all our lines are busy at the moment. Please call again in a few minutes.';
const FROM = '+14155550199';
const TO = '+15105550123';

let stack: TestStack;
let line: Line;
let page: CallerPage | undefined;
const talking: StreamPeer[] = [];
beforeAll(async () => {
  const env = { BATON_MOST_CALLS: '2', BATON_GATEWAY_KEYS: KEY };
  stack = await startTestStack({ sip: true, env });
  line = await startLine(stack);
  for (const callerId of ['+14155550101', '+14155550102']) {
    const caller = await stream(callerId);
    talking.push(caller);
    await untilGreeted(caller);
  }
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await page?.close();
  page = undefined;
});
afterAll(async () => {
  for (const caller of talking) caller.hangUp();
  await line.close();
  await stack.stop();
});

const stream = (callerId: string) =>
  StreamPeer.connect(gatewayUrl(stack.env), KEY, { callerId, did: TO });

/** Whoever was turned away. Their words are read when nobody streams any more: it holds up this process. */
const away: Talker[] = [];

it('a third caller on a stream is let go, and the platform is told why', async () => {
  const third = await stream('+14155550103');
  away.push(third);
  await untilOver(third);
  expect((await third.untilFrame('hangup')).frame.reason).toBe('all_lines_busy');
});

it('a third caller on a telephone is let go', async () => {
  const third = await line.call({ from: FROM, to: TO });
  away.push(third);
  await untilOver(third);
});

it('a third caller on a page reads that all lines are busy, and how to go on', async () => {
  page = await openPage({ url: stack.url });
  await page.page.locator('[data-call]').first().click();
  await page.page.getByText('All our lines are busy').first().waitFor({ timeout: 30_000 });
  await page.page.getByText('Please wait a minute or two').waitFor();
  await page.page.getByRole('button', { name: 'Try again' }).waitFor();
});

it('the two who were there before still talk, and whoever calls after one has gone is greeted', async () => {
  expect(talking.map(({ isOpen }) => isOpen)).toEqual([true, true]);
  talking.shift()?.hangUp();
  await untilRecord(stack, { caller_id: '+14155550101' }, ({ ended_at }) => ended_at !== null);
  const next = await stream('+14155550104');
  talking.push(next);
  await untilGreeted(next);
  await untilRecord(stack, { caller_id: '+14155550104' }, ({ path }) => path.length === 1);
});

it('those who were turned away have heard why', async () => {
  for (const caller of talking.splice(0)) caller.hangUp();
  expect(away).toHaveLength(2);
  for (const caller of away) {
    const words = await heardSince(caller, 0);
    expect(words).toSoundLike(SORRY);
  }
});
