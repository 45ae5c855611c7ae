import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  RoomServiceClient,
  SipCallError,
  SipClient,
  type CreateSipParticipantOptions,
  type TransferSipParticipantOptions,
} from 'livekit-server-sdk';
import { SIPTransport } from '@livekit/protocol';
import { joinAsAgent, type FakeAgent } from '../line/fake-agent.ts';
import { voicemail } from '../line/called-person.ts';
import type { Leg } from '../line/leg.ts';
import { startLine, type Line } from '../line/line.ts';
import { soundingSpans } from './audible.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestLivekit, type TestLivekit } from './stack.ts';

const FROM = '+15551230001';
const TO = '+15105550123';
const HEADERS = { 'X-Account-Id': '42', Subject: 'not an X- header' };
const LATE = { 'X-Case-Id': '7' };

let livekit: TestLivekit;
let line: Line;
let sip: SipClient;
const agents: FakeAgent[] = [];

beforeAll(async () => {
  livekit = await startTestLivekit({ sip: true });
  line = await startLine(livekit);
  const { url, key, secret } = livekit.access;
  sip = new SipClient(url.replace(/^ws/, 'http'), key, secret);
});
afterEach(async (context) => {
  showLogsOfFailed(context, livekit);
  await Promise.all(agents.splice(0).map((each) => each.leave()));
});
afterAll(async () => {
  await line.close();
  await livekit.stop();
});

async function agentIn(room: string): Promise<FakeAgent> {
  const agent = await joinAsAgent(livekit.access, room);
  agents.push(agent);
  return agent;
}

const statusSeenBy = async (agent: FakeAgent, leg: Leg): Promise<string | undefined> =>
  (await agent.participant(leg.identity)).attributes['sip.callStatus'];

/** What only the stand-in sees of a request: a telephone does not. */
const unseen = <T extends object>(facts: T): T | object => (line.real ? {} : facts);

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expect.fail('The server did not refuse'),
    (fault: unknown) => fault,
  );

describe('an inbound call', () => {
  test('is a SIP participant with the attributes of the bridge; some headers arrive late', async () => {
    const leg = await line.call({
      from: FROM,
      to: TO,
      // A real bridge brings them all with the join.
      ...(line.real
        ? { headers: { ...HEADERS, ...LATE } }
        : { headers: HEADERS, lateHeaders: LATE }),
    });
    const agent = await agentIn(leg.room);
    const caller = await agent.participant(`sip_${FROM}`);
    expect(caller.name).toBe(`Phone ${FROM}`);
    expect(caller.attributes).toMatchObject({
      'sip.callID': leg.sip_call_id,
      'sip.phoneNumber': FROM,
      'sip.trunkPhoneNumber': TO,
      'sip.callStatus': 'ringing',
      'sip.h.x-account-id': '42',
    });
    expect(caller.attributes).not.toHaveProperty('sip.h.subject');
    await agent.untilAttribute(leg.identity, 'sip.h.x-case-id', '7');
    await leg.hangUp();
    expect(await leg.left).toBe('CLIENT_INITIATED');
    await expect(leg.active).rejects.toThrow('over before');
  });

  test('is answered when somebody has an audio track; then both hear each other', async () => {
    const leg = await line.call({ from: FROM, to: TO });
    const agent = await agentIn(leg.room);
    expect(await statusSeenBy(agent, leg)).toBe('ringing');
    await agent.publish();
    await agent.untilAttribute(leg.identity, 'sip.callStatus', 'active');
    await leg.active;

    const greeting = leg.untilSound();
    await agent.speak(await callerSays('Good morning, how can I help you?', { voice: 'slt' }));
    await leg.untilSilence(800, { after_ms: await greeting });
    const heard = leg.heard();
    expect(heard.rate).toBe(8_000);
    expect(wordsOf(await transcribe(heard.pcm, heard.rate))).toSoundLike('how can i help you');

    const words = agent.ear.tape.untilSound();
    const since = performance.now();
    const sentence = await callerSays('I have a question about my last invoice.');
    await leg.speak(sentence);
    expect(performance.now() - since).toBeGreaterThan(sentence.duration_ms);
    await agent.ear.tape.untilSilence(800, {
      after_ms: await words,
    });
    const { pcm, rate } = agent.ear.tape.recording();
    expect(wordsOf(await transcribe(pcm, rate))).toSoundLike('question about my last invoice');
    await leg.hangUp();
  });

  test('carries the keys that either side presses', async () => {
    const leg = await line.call({ from: FROM, to: TO });
    const agent = await agentIn(leg.room);
    await agent.publish();
    await leg.active;
    const keys = agent.untilKeys(5);
    await leg.press('12*#0');
    const pressed = await keys;
    expect(pressed.map(({ digit }) => digit).join('')).toBe('12*#0');
    expect(pressed[0]?.from).toBe(leg.identity);
    await leg.hangUp();
  });
});

test('a room that is deleted ends the call', async () => {
  const leg = await line.call({ from: FROM, to: TO });
  const { url, key, secret } = livekit.access;
  await new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret).deleteRoom(leg.room);
  // Of a real bridge's own reasons a telephone hears a 486 only.
  expect(await leg.left).toBe(line.real ? 'USER_REJECTED' : 'ROOM_DELETED');
  await expect(leg.untilSound()).rejects.toThrow('Not heard');
});

describe('a transfer', () => {
  const target = 'tel:+15105550111';

  let agent: FakeAgent;
  async function answeredCall(): Promise<Leg> {
    const leg = await line.call({ from: FROM, to: TO });
    agent = await agentIn(leg.room);
    await agent.publish();
    await leg.active;
    await agent.untilAttribute(leg.identity, 'sip.callStatus', 'active');
    return leg;
  }
  const transfer = (leg: Leg, to = target, options: TransferSipParticipantOptions = {}) =>
    sip.transferSipParticipant(leg.room, leg.identity, to, options);

  test('arrives with its headers; the call ends a second after it was taken', async () => {
    const leg = await answeredCall();
    line.onTransfer = () => ({ ok: true });
    const seen = line.untilTransfer(line.transfers.length + 1);
    await transfer(leg, target, { headers: { 'X-Case-Id': '7' } });
    const taken = performance.now();
    expect(await statusSeenBy(agent, leg)).toBe('active');
    expect(await seen).toMatchObject({
      transfer_to: target,
      headers: { 'X-Case-Id': '7' },
      ...unseen({ ringing_timeout_ms: 30_000 }),
    });
    expect(await leg.left).toBe('CLIENT_INITIATED');
    expect(performance.now() - taken).toBeGreaterThan(800);
  });

  test('whose call hangs up before the final word counts as done', async () => {
    const leg = await answeredCall();
    line.onTransfer = () => ({ ok: true, bye: 'before' });
    await transfer(leg);
    expect(await leg.left).toBe('CLIENT_INITIATED');
  });

  test.each([486, 603])('that is refused with %i fails with that status', async (sip_status) => {
    const leg = await answeredCall();
    line.onTransfer = () => ({ sip_status });
    const fault = await failureOf(transfer(leg));
    expect(fault).toBeInstanceOf(SipCallError);
    expect(fault).toMatchObject({ sipStatusCode: sip_status });
    expect(await statusSeenBy(agent, leg)).toBe('active');
    await leg.hangUp();
  });

  test('to a bare number is refused by the server itself', async () => {
    const leg = await answeredCall();
    const before = line.transfers.length;
    expect(await failureOf(transfer(leg, '+15105550111'))).toMatchObject({ status: 400 });
    expect(line.transfers).toHaveLength(before);
    await leg.hangUp();
  });

  test('that nobody answers runs into its limit, and the next one is free again', async () => {
    const leg = await answeredCall();
    line.onTransfer = () => 'silent';
    const fault = await failureOf(transfer(leg, target, { ringingTimeout: 2 }));
    expect(fault).toMatchObject({ status: 408, code: 'deadline_exceeded' });
    expect(fault).not.toBeInstanceOf(SipCallError);
    line.onTransfer = () => ({ sip_status: 486 });
    let next = await failureOf(transfer(leg));
    // The server gives up a moment before the bridge, and whoever asks in that moment shares its end.
    const shared = line.real && !(next instanceof SipCallError);
    if (shared) next = await failureOf(transfer(leg));
    expect(next).toMatchObject({ sipStatusCode: 486 });
    await leg.hangUp();
  });

  test('lets nobody take a second target; the ringing tone takes the place of the room', async () => {
    const leg = await answeredCall();
    line.onTransfer = () => ({ sip_status: 486, delay_ms: 2_000 });
    const seen = line.untilTransfer(line.transfers.length + 1);
    const ringing = leg.untilSound();
    const first = failureOf(transfer(leg, target, { playDialtone: true }));
    await seen;
    expect(await failureOf(transfer(leg, 'tel:+15105550112'))).toMatchObject({
      code: 'invalid_argument',
    });
    const over = await leg.untilSilence(500, { after_ms: await ringing });
    expect(over - (await ringing)).toBeCloseTo(1_000, -2);
    expect(await first).toMatchObject({ sipStatusCode: 486 });
    await leg.hangUp();
  });

  test('of a call that is not answered yet, or gone, is refused', async () => {
    const leg = await line.call({ from: FROM, to: TO });
    expect(await failureOf(transfer(leg))).toMatchObject({ code: 'failed_precondition' });
    await leg.hangUp();
    // The server takes a moment to forget the participant.
    const gone = { timeout: 10_000 };
    await expect.poll(() => failureOf(transfer(leg)), gone).toMatchObject({ code: 'not_found' });
  });

  test('of a call that the bridge no longer knows finds nobody', async () => {
    const agent = await agentIn('forgotten');
    await agent.room.localParticipant?.setAttributes({ 'sip.callID': 'SCL_gone' });
    const fault = await failureOf(sip.transferSipParticipant('forgotten', 'agent', target));
    expect(fault).toMatchObject({ code: 'unavailable' });
  });
});

describe('an outbound call', () => {
  let trunk: string;
  beforeAll(async () => {
    const options = { transport: SIPTransport.SIP_TRANSPORT_AUTO };
    const made = await sip.createSipOutboundTrunk('line', line.carrier, [TO], options);
    trunk = made.sipTrunkId;
  });
  const call = (room: string, options: CreateSipParticipantOptions) =>
    sip.createSipParticipant(trunk, '+15105550177', room, {
      participantIdentity: 'desk',
      ringingTimeout: 10,
      ...options,
    });

  test('is in the room while it rings, and hears it from the answer on', async () => {
    const agent = await agentIn('outbound');
    await agent.publish();
    const greeting = await callerSays('Accounting, good morning.');
    let pickUp = (): void => undefined;
    const ringing = new Promise<void>((resolve) => (pickUp = resolve));
    line.onDial = async () => {
      await ringing;
      return { answered: (person) => person.speak(greeting) };
    };
    const seen = line.untilDial(line.dials.length + 1);
    const answered = call('outbound', { waitUntilAnswered: true, headers: { 'X-Case-Id': '7' } });
    const { leg, ...request } = await seen;
    expect(request).toMatchObject({
      to: '+15105550177',
      from: TO,
      identity: 'desk',
      headers: { 'X-Case-Id': '7' },
      ...unseen({ ringing_timeout_ms: 10_000 }),
    });
    await agent.untilAttribute('desk', 'sip.callStatus', 'ringing');
    await agent.speak(await callerSays('Nobody hears this.'));
    expect(soundingSpans(leg.heard())).toEqual([]);
    pickUp();
    expect(await answered).toMatchObject({ participantIdentity: 'desk', roomName: 'outbound' });
    await agent.untilAttribute('desk', 'sip.callStatus', 'active');

    const heard = leg.untilSound();
    await agent.speak(await callerSays('I have a caller for you.'));
    await leg.untilSilence(800, { after_ms: await heard });
    expect(wordsOf(await transcribe(leg.heard().pcm, leg.heard().rate))).toSoundLike(
      'a caller for',
    );
    const { pcm, rate } = agent.ear.tape.recording();
    expect(wordsOf(await transcribe(pcm, rate))).toSoundLike('good morning');
    await agent.room.localParticipant?.publishDtmf(5, '5');
    await leg.press('1');
    expect(await leg.untilDigits(1)).toBe('5');
    expect((await agent.untilKeys(1)).map(({ from }) => from)).toEqual(['desk']);
    await leg.hangUp();
  });

  test('that is busy fails with its status, and has left the room', async () => {
    const agent = await agentIn('busy');
    line.onDial = () => ({ sip_status: 486, rings_ms: 200 });
    const gone = agent.untilGone('desk');
    const fault = await failureOf(call('busy', { waitUntilAnswered: true }));
    expect(fault).toMatchObject({ sipStatusCode: 486 });
    expect(await gone).toBe('USER_REJECTED');
  });

  test('that nobody takes fails without a status', async () => {
    const agent = await agentIn('unanswered');
    line.onDial = () => 'no_answer';
    const gone = agent.untilGone('desk');
    const fault = await failureOf(
      call('unanswered', { waitUntilAnswered: true, ringingTimeout: 2 }),
    );
    expect(fault).toMatchObject({ code: 'canceled' });
    expect(fault).not.toBeInstanceOf(SipCallError);
    expect(await gone).toBe('USER_UNAVAILABLE');
  });

  test('that is not waited for is there at once; a voicemail speaks and beeps', async () => {
    const agent = await agentIn('voicemail');
    const greeting = await callerSays('Please leave a message after the tone.', { after_ms: 400 });
    line.onDial = () => ({ answered: voicemail(greeting), rings_ms: 500 });
    const { participantIdentity } = await call('voicemail', { waitUntilAnswered: false });
    expect(participantIdentity).toBe('desk');
    const spoken = await agent.ear.tape.untilSound();
    await agent.ear.tape.untilSilence(1_500, {
      after_ms: spoken,
    });
    const { pcm, rate } = agent.ear.tape.recording();
    expect(wordsOf(await transcribe(pcm, rate))).toSoundLike('after the tone');
    const beep = soundingSpans({ pcm, rate }).at(-1);
    expect((beep?.to_ms ?? 0) - (beep?.from_ms ?? 0)).toBeCloseTo(600, -2);
  });
});
