import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../protocol/call-record.ts';
import type { Leg } from '../line/leg.ts';
import type { Line } from '../line/line.ts';
import { openPage, type CallerPage } from './browser.ts';
import { untilRecord } from './call-records.ts';
import { PASSWORD } from './console-house.ts';
import { ask, heardSince, nextSentence, untilGreeted } from './phone-talk.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import { showLogsOfFailed } from './show-logs.ts';

const FROM = '+14155550199';
const EXTENSION = 'sip:104@pbx.example.com';
/** A telephone reads the address out of its Refer-To; the stand-in has it as the server asks. */
const referTo = ({ real }: Pick<Line, 'real'>) => (real ? EXTENSION : `<${EXTENSION}>`);
const DIALING = `
outbound_trunk: baton-out
countries: [US]
extension_uri: sip:{ext}@pbx.example.com
`;
/** Milliseconds until what happened on the line is on the page. */
const SHOWN_MS = 30_000;

let phone: PhoneStack;
let caller: Leg | undefined;
let operator: CallerPage | undefined;
beforeAll(async () => {
  phone = await startPhoneStack(DIALING, { BATON_CONSOLE_PASSWORD: PASSWORD });
});
afterEach(async (context) => {
  showLogsOfFailed(context, phone.stack);
  await operator?.close();
  await caller?.hangUp();
  operator = caller = undefined;
});
afterAll(() => phone.stop());

/** A caller who was greeted, and an operator who has that call open at the console. */
async function watched() {
  caller = await phone.line.call({ from: FROM, to: '+15105550123' });
  await untilGreeted(caller);
  operator = await openPage({ url: `${phone.stack.url}/console`, enforceCsp: true });
  const { page } = operator;
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const calls = page.getByRole('list', { name: 'Live calls' });
  await calls.getByRole('link', { name: new RegExp(`\\${FROM}`) }).click();
  await page.getByRole('log', { name: 'Transcript' }).getByText('How can I help').waitFor();
  /** Dials, is asked whether that is meant, and means it. */
  const putThrough = async (extension: string) => {
    for (const key of extension) await page.getByRole('button', { name: key, exact: true }).click();
    await page.getByRole('button', { name: 'Transfer' }).click();
    const sure = page.getByRole('group', { name: `Put ${FROM} through to ${extension}?` });
    await sure.getByRole('button', { name: 'Put through' }).click();
  };
  const outcome = page.getByRole('status', { name: 'Outcome of the transfer' });
  const shows = (text: string) => outcome.getByText(text).waitFor({ timeout: SHOWN_MS });
  return { leg: caller, page, putThrough, shows };
}

const recordOf = ({ room }: Leg, fits: (record: CallRecord) => boolean) =>
  untilRecord(phone.stack, { room }, fits);

describe('an operator who dials an extension for a caller on the telephone', () => {
  it('has the caller referred to the address of that extension, and sees that both are talking', async () => {
    const { line } = phone;
    const seen = line.transfers.length;
    line.onTransfer = () => ({ ok: true, delay_ms: 1500 });
    const { leg, putThrough, shows } = await watched();
    const from = leg.position_ms();
    await putThrough('104');
    const request = await line.untilTransfer(seen + 1, 60_000);
    expect(request.transfer_to).toBe(referTo(line));
    await shows('Ringing 104…');
    await shows('104: Both are talking.');
    expect(await heardSince(leg, from), 'what the caller was told').not.toBe('');
    const record = await recordOf(leg, ({ ended_at }) => ended_at !== null);
    expect(record).toMatchObject({
      disconnected_by: 'transfer',
      result: {
        ...{ was_transferred: true, transfer_destination: EXTENSION, verdict: 'bridged' },
        transfer_method: 'livekit_sip_refer',
      },
    });
  });

  it(
    'sees that it is busy, and the caller hears it and is still there',
    { tags: ['nightly'] },
    async () => {
      const { line } = phone;
      const seen = line.transfers.length;
      line.onTransfer = () => ({ sip_status: 486, delay_ms: 1500 });
      const { leg, page, putThrough, shows } = await watched();
      await putThrough('104');
      const request = await line.untilTransfer(seen + 1, 60_000);
      expect(request.transfer_to).toBe(referTo(line));
      const from = leg.position_ms();
      await shows('104 was not reached: Busy. The caller is still here.');
      expect(await nextSentence(leg, from)).toSoundLike('on another call');
      await page.getByText('Transfer: Busy').waitFor();
      const record = await recordOf(leg, ({ events }) =>
        events.some(({ type }) => type === 'transfer_failed'),
      );
      expect(record).toMatchObject({
        ...{ ended_at: null, disconnected_by: null },
        result: { was_transferred: false, verdict: 'busy', transfer_destination: EXTENSION },
      });
    },
  );

  it(
    'finds in the record how loud the caller and the character were',
    { tags: ['nightly'] },
    async () => {
      caller = await phone.line.call({ from: FROM, to: '+15105550123' });
      await untilGreeted(caller);
      const asked = await ask(caller, 'I have a question about an invoice.');
      await nextSentence(caller, asked);
      await caller.hangUp();
      const { sound, ended_at } = await recordOf(caller, (one) => one.ended_at !== null);
      const side = (who: 'caller' | 'agent') => sound.flatMap((one) => one[who]);
      const lasting = Date.parse(ended_at ?? '') - Date.parse(sound[0]?.from ?? '');
      const [theirs, ours] = [side('caller'), side('agent')];
      expect(Math.abs(theirs.length * 100 - lasting)).toBeLessThan(1000);
      const begins = (levels: readonly number[]) => levels.findIndex((level) => level > -45);
      // The character greets, then the caller asks; each of it takes more than a second.
      expect(begins(ours)).toBeGreaterThanOrEqual(0);
      expect(begins(theirs)).toBeGreaterThan(begins(ours) + 10);
      for (const levels of [theirs, ours])
        expect(levels.filter((level) => level > -45).length).toBeGreaterThan(10);
    },
  );
});
