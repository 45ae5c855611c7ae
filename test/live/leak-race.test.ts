/*
 * The race of a warm transfer: at the answer the bridge subscribes a person to everybody, and whoever
 * unsubscribes too late lets the caller be heard. Shown here so that a test of no leak can be trusted.
 */
import { SIPTransport } from '@livekit/protocol';
import { RoomServiceClient, SipClient } from 'livekit-server-sdk';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { joinAsAgent, type FakeAgent } from '../line/fake-agent.ts';
import { startLine, type Line } from '../line/line.ts';
import { personsPhone } from '../line/persons-phone.ts';
import { markersIn } from '../sound/audible-markers.ts';
import { CALLER, CONSULT, PERSON } from '../sound/markers.ts';
import { untilMarker } from '../sound/until-marker.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestLivekit, type TestLivekit } from './stack.ts';

/** Longer than anything that leaks takes to be heard. */
const AFTER_MS = 700;

let livekit: TestLivekit;
let line: Line;
let sip: SipClient;
let rooms: RoomServiceClient;
let trunk: string;
let made = 0;
const voices: FakeAgent[] = [];

beforeAll(async () => {
  livekit = await startTestLivekit({ sip: true });
  line = await startLine(livekit);
  const { url, key, secret } = livekit.access;
  const host = url.replace(/^ws/, 'http');
  [sip, rooms] = [new SipClient(host, key, secret), new RoomServiceClient(host, key, secret)];
  const options = { transport: SIPTransport.SIP_TRANSPORT_AUTO };
  const numbers = ['+15105550123'];
  const out = await sip.createSipOutboundTrunk('line', line.carrier, numbers, options);
  trunk = out.sipTrunkId;
});
afterEach(async (context) => {
  showLogsOfFailed(context, livekit);
  await Promise.all(voices.splice(0).map((voice) => voice.leave()));
});
afterAll(async () => {
  await line.close();
  await livekit.stop();
});

/** A person answers in a room with a caller, who is cut off so much later; what the person heard. */
async function cutOff(late_ms: number | 'while it rings') {
  const room = `room ${(made += 1)}`;
  for (const [identity, marker] of [
    ['caller', CALLER],
    ['agent', CONSULT],
  ] as const) {
    const voice = await joinAsAgent(livekit.access, room, identity);
    voice.hum(marker);
    await voice.publish();
    voices.push(voice);
  }
  const { tracks } = await rooms.getParticipant(room, 'caller');
  const cut = () => rooms.updateSubscriptions(room, 'person', [tracks[0]?.sid ?? ''], false);
  const phone = personsPhone({ rings_ms: 300, hum: PERSON, then: [] });
  line.onDial = phone.onDial;
  const answered = sip.createSipParticipant(trunk, '+14155550132', room, {
    participantIdentity: 'person',
    waitUntilAnswered: true,
    ringingTimeout: 10,
  });
  const { leg } = await phone.call(1);
  if (late_ms === 'while it rings') await cut();
  await answered;
  if (typeof late_ms === 'number') {
    if (late_ms > 0) await pause(late_ms);
    await cut();
  }
  await untilMarker(leg, CONSULT, 0);
  await leg.untilPosition(leg.position_ms() + AFTER_MS);
  const leaks = markersIn(leg.heard(), [CALLER]);
  const stillHeard = markersIn(leg.heard(), [CONSULT]).at(-1);
  await leg.hangUp();
  const leaked_ms = leaks.reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);
  process.stdout.write(`cut off ${late_ms} ms after the answer: heard for ${leaked_ms} ms\n`);
  return { leaks, leaked_ms, stillHeard };
}

describe('a caller who must not be heard by a person yet', () => {
  test('is not, where the unsubscription follows the answer at once', async () => {
    const { leaks, stillHeard } = await cutOff(0);
    expect(leaks).toEqual([]);
    expect(stillHeard).toBeDefined();
  });

  test.each([60, 120, 250])('is, where it comes %i ms late, and is found', async (late_ms) => {
    const { leaks, leaked_ms } = await cutOff(late_ms);
    expect(leaks.map(({ marker }) => marker)).toContain('caller');
    expect(leaked_ms).toBeLessThan(late_ms + 300);
  });

  test('is for good, where it came while the telephone rang', async () => {
    const { leaked_ms } = await cutOff('while it rings');
    expect(leaked_ms).toBeGreaterThan(500);
  });
});
