import { AgentDispatchClient } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../protocol/call-record.ts';
import { receiver, type Receiver, WEBHOOK_SECRET } from '../backend/receiver.ts';
import type { Leg } from '../line/leg.ts';
import type { Line } from '../line/line.ts';
import { callerSays } from './caller-voice.ts';
import { messageOf } from './call-message.ts';
import { untilRecord } from './call-records.ts';
import {
  ask,
  heardSince,
  nextSentence,
  say,
  untilGreeted,
  untilHears,
  untilOver,
} from './phone-talk.ts';
import { gapBefore } from './gap-before.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import type { TestStack } from './stack.ts';

const FROM = '+14155550199';
const TO = '+15105550123';
const SALES = 'tel:+14155550132';
const ANNOUNCEMENT = 'I am putting you through to the sales team';
const HEADERS = { 'X-Account-Id': '42', 'X-Secret': 'stays here' };
/** A real bridge brings them with the others. */
const LATE = { 'X-Case-Id': '7' };
const BILLING = 'Hello, this is the billing specialist at Northwind Cycles.';
const DIALING = `
outbound_trunk: baton-out
countries: [US]
headers:
  in: [x-account-id, x-case-id]
  out: [{ from: x-account-id, as: X-Account-Id }, { from: x-case-id, as: X-Case-Id }]
`;

let phone: PhoneStack;
let stack: TestStack;
let hooks: Receiver;
let line: Line;
let leg: Leg | undefined;
beforeAll(async () => {
  hooks = await receiver();
  const env = { BATON_WEBHOOK_URL: hooks.url, BATON_WEBHOOK_SECRET: WEBHOOK_SECRET };
  phone = await startPhoneStack(DIALING, env);
  ({ stack, line } = phone);
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await leg?.hangUp();
  leg = undefined;
});
afterAll(async () => {
  await phone.stop();
  hooks.close();
});

/** Calls, and waits until the greeting was heard to its end. */
async function greeted(more: Partial<Parameters<Line['call']>[0]> = {}): Promise<Leg> {
  leg = await line.call({ from: FROM, to: TO, ...more });
  await untilGreeted(leg);
  return leg;
}

const recordOf = (caller: Leg, fits: (record: CallRecord) => boolean) =>
  untilRecord(stack, { room: caller.room }, fits);

/** Waits for a REFER; the fault says what had been said in the call where none came. */
async function referred(caller: Leg, n: number): Promise<void> {
  await line.untilTransfer(n, 60_000).catch(async (cause: unknown) => {
    const { events } = await recordOf(caller, () => true);
    const told = events.map((event) => JSON.stringify(event)).join('\n');
    throw new Error(`No REFER came. The record:\n${told}`, { cause });
  });
}

describe('a call that reaches a number', () => {
  it('is greeted once it is active, put through with its headers, and truthfully recorded', async () => {
    const seen = line.transfers.length;
    const caller = await greeted({
      ...(line.real
        ? { headers: { ...HEADERS, ...LATE } }
        : { headers: HEADERS, lateHeaders: LATE }),
    });
    expect(await heardSince(caller, 0)).toSoundLike('how can i help');
    const asked = await ask(caller, 'I want the sales team, please, connect me to sales.');
    const request = await line.untilTransfer(seen + 1, 60_000);
    expect(request).toMatchObject({
      transfer_to: SALES,
      headers: { 'X-Account-Id': '42', 'X-Case-Id': '7' },
    });
    const record = await recordOf(caller, ({ ended_at }) => ended_at !== null);
    const words = await heardSince(caller, asked);
    expect(words).toSoundLike(ANNOUNCEMENT);
    expect(record).toMatchObject({
      channel: 'sip_inbound',
      disconnected_by: 'transfer',
      path: ['front-desk'],
      result: {
        was_transferred: true,
        transfer_destination: SALES,
        transfer_target: 'sales',
        transfer_method: 'livekit_sip_refer',
        transfer_failed_reason: null,
        verdict: 'bridged',
      },
    });
    expect(JSON.stringify(record.events)).not.toContain('stays here');
    const told = () => hooks.of(record.session_id).map(({ payload }) => payload);
    await hooks.until(() => told().some(({ type }) => type === 'call.completed'));
    expect(told().map(({ type }) => type)).toEqual([
      'call.started',
      'transfer.started',
      'transfer.connected',
      'call.completed',
    ]);
    expect(told().at(-1)).toMatchObject({ data: { result: { transfer_destination: SALES } } });
    expect(gapBefore(caller, asked, request.at), 'heard before the REFER').toBeGreaterThan(0);
  });

  it('of a number with a character of its own is answered by that one', async () => {
    const caller = await greeted({ to: '+15105550124' });
    expect(await heardSince(caller, 0)).toSoundLike(BILLING);
  });

  it('brings its keys to the call', async () => {
    const caller = await greeted();
    await caller.press('104#');
    const record = await recordOf(caller, ({ events }) =>
      events.some(({ type }) => type === 'digits'),
    );
    expect(record.events.find(({ type }) => type === 'digits')).toMatchObject({ digits: '104#' });
  });

  it('whose caller hangs up ends by the caller', async () => {
    const caller = await greeted();
    await caller.hangUp();
    const record = await recordOf(caller, ({ ended_at }) => ended_at !== null);
    expect(record).toMatchObject({ disconnected_by: 'caller', result: { verdict: 'none' } });
  });
});

describe('a REFER that does not succeed', () => {
  it(
    'brings the character back with a sentence that fits, each time, and a message is taken',
    { tags: ['nightly'] },
    async () => {
      const caller = await greeted();
      const outcomes = [
        { answer: { sip_status: 486, delay_ms: 300 }, verdict: 'busy', says: 'on another call' },
        { answer: { sip_status: 480, delay_ms: 300 }, verdict: 'no_answer', says: 'not answering' },
        { answer: { sip_status: 603, delay_ms: 1500 }, verdict: 'declined', says: 'cannot take' },
        { answer: { sip_status: 404, delay_ms: 0 }, verdict: 'failed', says: 'could not put you' },
      ] as const;
      for (const { answer, says } of outcomes) {
        const seen = line.transfers.length;
        line.onTransfer = () => answer;
        await ask(caller, 'I want the sales team, please, connect me to sales.');
        await referred(caller, seen + 1);
        const words = await nextSentence(caller, caller.position_ms());
        expect(words).toSoundLike(says);
      }
      let from = await ask(caller, 'Please take a message.');
      expect(await nextSentence(caller, from)).toSoundLike('write down');
      from = await ask(caller, 'My bicycle is ready on Friday.');
      expect(await nextSentence(caller, from)).toSoundLike('friday');
      line.onTransfer = () => ({ ok: true });
      const record = await recordOf(caller, ({ events }) =>
        events.some(({ type }) => type === 'message_taken'),
      );
      expect(record.ended_at).toBeNull();
      expect(await messageOf(stack, record)).toSoundLike('friday');
      expect(record.result.attempts.map(({ verdict }) => verdict)).toEqual(
        outcomes.map(({ verdict }) => verdict),
      );
      expect(record.result).toMatchObject({
        was_transferred: false,
        transfer_failed_reason: 'not_found',
        transfer_destination: SALES,
      });
    },
  );

  it(
    'because the trunk refuses it is bridged by a call out, and remembered',
    { tags: ['nightly'] },
    async () => {
      const caller = await greeted({ trunk_id: 'ST_refuses' });
      const dials = line.dials.length;
      line.onTransfer = () => ({ sip_status: 405 });
      line.onDial = () => ({
        answered: async (person) => {
          // Whoever picks up hears first who is there.
          await person.untilSilence(800, { after_ms: await person.untilSound({ after_ms: 0 }) });
          await person.speak(await callerSays('We are open again on Monday.', { voice: 'awb' }));
        },
        rings_ms: 500,
      });
      const asked = await ask(caller, 'I want the sales team, please, connect me to sales.');
      const dial = await line.untilDial(dials + 1, 60_000);
      expect(dial).toMatchObject({ to: '+14155550132', room: caller.room });
      await recordOf(caller, ({ result }) => result.verdict === 'bridged');
      await untilHears(caller, asked, 'monday');
      // The agent is gone; the two are alone in the room and hear each other.
      await say(caller, 'Hello, it is about a new bike.');
      await untilHears(dial.leg, 0, 'new bike');
      await dial.leg.hangUp();
      await untilOver(caller);
      const record = await recordOf(caller, ({ ended_at }) => ended_at !== null);
      expect(record).toMatchObject({ disconnected_by: 'transfer' });
      expect(record.result.attempts.map(({ verdict }) => verdict)).toEqual([
        'refused_by_trunk',
        'bridged',
      ]);
      line.onTransfer = () => ({ ok: true });

      // The next call on this trunk is not referred again.
      const refers = line.transfers.length;
      const next = await greeted({ trunk_id: 'ST_refuses', from: '+14155550198' });
      await ask(next, 'I want the sales team, please, connect me to sales.');
      await line.untilDial(dials + 2, 60_000);
      expect(line.transfers).toHaveLength(refers);
    },
  );

  it('and whose caller hung up meanwhile is never called bridged', async () => {
    const caller = await greeted();
    const seen = line.transfers.length;
    // What the bridge does when a BYE comes before the final NOTIFY: it says that all went well.
    line.onTransfer = () => ({ ok: true, bye: 'before' });
    await ask(caller, 'I want the sales team, please, connect me to sales.');
    await line.untilTransfer(seen + 1, 60_000);
    const record = await recordOf(caller, ({ ended_at }) => ended_at !== null);
    line.onTransfer = () => ({ ok: true });
    expect(record).toMatchObject({
      disconnected_by: 'transfer',
      result: { verdict: 'accepted_unconfirmed', human_connected_at: null },
    });
  });

  it('is not even sent when the caller hangs up during the announcement', async () => {
    const caller = await greeted();
    const seen = line.transfers.length;
    const asked = await ask(caller, 'I want the sales team, please, connect me to sales.');
    await caller.untilSound({ after_ms: asked });
    await caller.hangUp();
    const record = await recordOf(caller, ({ ended_at }) => ended_at !== null);
    expect(line.transfers).toHaveLength(seen);
    expect(record).toMatchObject({
      disconnected_by: 'caller',
      result: { was_transferred: false, verdict: 'none', attempts: [] },
    });
  });

  it(
    'and whose final answer never comes is unknown, and the character is back',
    { tags: ['nightly'] },
    async () => {
      const caller = await greeted();
      const seen = line.transfers.length;
      line.onTransfer = () => 'silent';
      await ask(caller, 'I want the sales team, please, connect me to sales.');
      await line.untilTransfer(seen + 1, 60_000);
      const record = await recordOf(caller, ({ result }) => result.attempts[0]?.evidence != null);
      line.onTransfer = () => ({ ok: true });
      expect(record.result).toMatchObject({
        was_transferred: false,
        verdict: 'unknown',
        attempts: [{ verdict: 'unknown', evidence: { accepted: false, leg_present: true } }],
      });
      const words = await nextSentence(caller, caller.position_ms() - 500);
      expect(words).toSoundLike('still with me');
    },
  );
});

describe('a room that holds a telephone call already', () => {
  it(
    'is attended by a job that attaches to it, whose REFER carries no headers',
    { tags: ['nightly'] },
    async () => {
      const seen = line.transfers.length;
      leg = await line.call({
        from: FROM,
        to: TO,
        agent_name: 'nobody-here',
        headers: { 'X-Account-Id': '42' },
      });
      const { url, key, secret } = stack.access;
      const dispatch = new AgentDispatchClient(url.replace(/^ws/, 'http'), key, secret);
      await dispatch.createDispatch(leg.room, 'baton', { metadata: '{"attach":true}' });
      await leg.active;
      await leg.untilSilence(1000, { after_ms: await leg.untilSound({ after_ms: 0 }) });
      await ask(leg, 'I want the sales team, please, connect me to sales.');
      const request = await line.untilTransfer(seen + 1, 60_000);
      expect(request).toMatchObject({ transfer_to: SALES, headers: {} });
      const record = await recordOf(leg, ({ ended_at }) => ended_at !== null);
      expect(record).toMatchObject({ channel: 'sip_attach', disconnected_by: 'transfer' });
    },
  );
});

describe('a call out', () => {
  it('speaks once it is answered, and refers without headers', async () => {
    const [dials, seen] = [line.dials.length, line.transfers.length];
    let asking: Promise<unknown> = Promise.resolve();
    line.onDial = () => ({
      answered: async (person) => {
        const from = await person.untilSound();
        await person.untilSilence(1000, { after_ms: from });
        asking = person.speak(
          await callerSays('I want the sales team, please, connect me to sales.'),
        );
        await asking;
      },
      rings_ms: 1000,
    });
    const answer = await fetch(`${stack.url}/api/calls/outbound`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${stack.operatorToken}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ number: '+14155550177', character: 'front-desk' }),
    });
    expect(answer.status).toBe(201);
    const { session_id } = (await answer.json()) as { session_id: string };
    const dial = await line.untilDial(dials + 1, 60_000);
    expect(dial.to).toBe('+14155550177');
    const request = await line.untilTransfer(seen + 1, 60_000);
    expect(request).toMatchObject({ transfer_to: SALES, headers: {} });
    const record = await untilRecord(stack, { session_id }, ({ ended_at }) => ended_at !== null);
    expect(record).toMatchObject({ channel: 'sip_outbound', disconnected_by: 'transfer' });
  });

  it('that nobody answers is over, and says so', async () => {
    line.onDial = () => ({ sip_status: 486 });
    const answer = await fetch(`${stack.url}/api/calls/outbound`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${stack.operatorToken}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ number: '+14155550177' }),
    });
    const { session_id } = (await answer.json()) as { session_id: string };
    const record = await untilRecord(stack, { session_id }, ({ ended_at }) => ended_at !== null);
    expect(record.events.at(-1)).toMatchObject({ type: 'call_ended', detail: 'busy' });
  });
});
