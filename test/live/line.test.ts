import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SipCallError, SipClient } from 'livekit-server-sdk';
import { startLine, type Line } from '../line/line.ts';
import { joinAsAgent, type FakeAgent } from '../line/fake-agent.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestLivekit, type TestLivekit } from './stack.ts';

const FROM = '+15551230001';
const TO = '+15105550123';

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

describe('an inbound call', () => {
  test('is a SIP participant with the attributes of the bridge; some headers arrive late', async () => {
    const leg = await line.call({
      from: FROM,
      to: TO,
      headers: { 'X-Account-Id': '42', Subject: 'not an X- header' },
      lateHeaders: { 'X-Case-Id': '7' },
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
    expect(leg.attributes()['sip.callStatus']).toBe('ringing');
    await agent.publish();
    await agent.untilAttribute(leg.identity, 'sip.callStatus', 'active');
    await leg.active;

    const greeting = leg.untilSound();
    await agent.speak(await callerSays('Good morning, how can I help you?', { voice: 'slt' }));
    await leg.untilSilence(800, { after_ms: await greeting });
    const heard = leg.heard();
    expect(heard.rate).toBe(8_000);
    expect(wordsOf(await transcribe(heard.pcm, heard.rate))).toContain('how can i help you');

    const words = agent.ear.tape.until((after) => agent.ear.tape.soundAfter(after), {});
    const since = performance.now();
    const sentence = await callerSays('I have a question about my last invoice.');
    await leg.speak(sentence);
    expect(performance.now() - since).toBeGreaterThan(sentence.duration_ms);
    await agent.ear.tape.until((after) => agent.ear.tape.soundEnd(after, 800), {
      after_ms: await words,
    });
    const { pcm, rate } = agent.ear.tape.recording();
    expect(wordsOf(await transcribe(pcm, rate))).toContain('question about my last invoice');
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

describe('a transfer', () => {
  async function answered() {
    const leg = await line.call({ from: FROM, to: TO });
    const agent = await agentIn(leg.room);
    await agent.publish();
    await leg.active;
    return leg;
  }

  test('arrives with its headers; the call ends a second after it was taken', async () => {
    const leg = await answered();
    line.onTransfer = () => ({ ok: true });
    await sip.transferSipParticipant(leg.room, leg.identity, 'tel:+15105550111', {
      headers: { 'X-Case-Id': '7' },
    });
    expect(leg.attributes()['sip.callStatus']).toBe('active');
    const transfer = await line.untilTransfer(1);
    expect(transfer).toMatchObject({
      transfer_to: 'tel:+15105550111',
      headers: { 'X-Case-Id': '7' },
      ringing_timeout_ms: 30_000,
    });
    expect(await leg.left).toBe('CLIENT_INITIATED');
  });

  test.each([486, 603])('that is refused with %i fails with that status', async (sip_status) => {
    const leg = await answered();
    line.onTransfer = () => ({ sip_status });
    const fault = await sip
      .transferSipParticipant(leg.room, leg.identity, 'tel:+15105550111', {})
      .catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(SipCallError);
    expect(fault).toMatchObject({ sipStatusCode: sip_status });
    expect(leg.attributes()['sip.callStatus']).toBe('active');
    await leg.hangUp();
  });
});
