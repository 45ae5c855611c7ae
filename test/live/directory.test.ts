import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Leg } from '../line/leg.ts';
import type { Line } from '../line/line.ts';
import { untilRecord } from './call-records.ts';
import { heardSince, say, untilGreeted, untilOver, untilUnderstood } from './phone-talk.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import { showLogsOfFailed } from './show-logs.ts';

const PEOPLE = [
  { display_name: 'Jamie Lee (accounts)', username: '+14155550141' },
  { display_name: 'Jamie Fox (workshop)', username: '+14155550142', transfer_mode: 'Cold' },
];

/** Milliseconds in which somebody is put through, asked for three times if need be. */
const LIMIT_MS = 180_000;
const PUT_THROUGH = 'putting you through';

let phone: PhoneStack;
let line: Line;
let leg: Leg | undefined;
beforeAll(async () => {
  phone = await startPhoneStack('outbound_trunk: baton-out\ncountries: [US]\n');
  ({ line } = phone);
  const { url, operatorToken } = phone.stack;
  for (const person of PEOPLE) {
    const answer = await fetch(`${url}/api/directory`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${operatorToken}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(person),
    });
    expect(answer.ok).toBe(true);
  }
});
afterEach(async (context) => {
  showLogsOfFailed(context, phone.stack);
  await leg?.hangUp();
  leg = undefined;
});
afterAll(() => phone.stop());

async function caller(): Promise<Leg> {
  leg = await line.call({ from: '+14155550199', to: '+15105550123' });
  await untilGreeted(leg);
  return leg;
}

const recordOf = ({ room }: Leg, fits: Parameters<typeof untilRecord>[2]) =>
  untilRecord(phone.stack, { room }, fits);

it('a caller asks for somebody by name and place, and is put through to that one', async () => {
  const jo = await caller();
  const from = jo.position_ms();
  const refer = line.untilTransfer(1, LIMIT_MS);
  await untilUnderstood(
    () => say(jo, 'Can I speak to Jamie in accounts, please?'),
    jo,
    PUT_THROUGH,
    refer,
  );
  const { transfer_to } = await refer;
  expect(transfer_to).toBe('tel:+14155550141');
  await untilOver(jo);
  expect(await heardSince(jo, from)).toSoundLike(`${PUT_THROUGH} to Jamie Lee`);
  const record = await recordOf(jo, ({ ended_at }) => ended_at !== null);
  expect(record.result).toMatchObject({
    ...{ was_transferred: true, transfer_target: 'Jamie Lee (accounts)', verdict: 'bridged' },
  });
});

it(
  'a caller who names one of two is asked which, and put through to nobody before',
  { tags: ['nightly'] },
  async () => {
    const seen = line.transfers.length;
    const jo = await caller();
    const from = jo.position_ms();
    await untilUnderstood(() => say(jo, 'Can I speak to Jamie, please?'), jo, 'which one');
    expect(await heardSince(jo, from)).toSoundLike('jamie fox');
    expect(line.transfers).toHaveLength(seen);
    const refer = line.untilTransfer(seen + 1, LIMIT_MS);
    await untilUnderstood(() => say(jo, 'Jamie in the workshop, please.'), jo, PUT_THROUGH, refer);
    const { transfer_to } = await refer;
    expect(transfer_to).toBe('tel:+14155550142');
  },
);
