/** @module-tag nightly */
/* The scripted telephone of a person, over the line and a real server. */
import { SIPTransport } from '@livekit/protocol';
import { SipClient } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { joinAsAgent, type FakeAgent } from '../line/fake-agent.ts';
import { startLine, type Line } from '../line/line.ts';
import { personsPhone, type PhoneScript } from '../line/persons-phone.ts';
import { CONSULT, PERSON } from '../sound/markers.ts';
import { markersIn } from '../sound/audible-markers.ts';
import { withoutMarkers } from '../sound/without-markers.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { hangsUp, isMachine, isTold, presses, says, waits, wordsHeard } from './person-acts.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestLivekit, type TestLivekit } from './stack.ts';

let livekit: TestLivekit;
let line: Line;
let sip: SipClient;
let trunk: string;
let agent: FakeAgent;
let rooms = 0;

beforeAll(async () => {
  livekit = await startTestLivekit({ sip: true });
  line = await startLine(livekit);
  const { url, key, secret } = livekit.access;
  sip = new SipClient(url.replace(/^ws/, 'http'), key, secret);
  const options = { transport: SIPTransport.SIP_TRANSPORT_AUTO };
  const numbers = ['+15105550123'];
  const made = await sip.createSipOutboundTrunk('line', line.carrier, numbers, options);
  trunk = made.sipTrunkId;
});
afterEach(async (context) => {
  showLogsOfFailed(context, livekit);
  await agent.leave();
});
afterAll(async () => {
  await line.close();
  await livekit.stop();
});

/** Somebody with a voice calls the scripted telephone. */
async function dial(script: PhoneScript) {
  const room = `room ${(rooms += 1)}`;
  agent = await joinAsAgent(livekit.access, room);
  agent.hum(CONSULT);
  await agent.publish();
  const phone = personsPhone(script);
  line.onDial = phone.onDial;
  const options = { participantIdentity: 'person', waitUntilAnswered: true, ringingTimeout: 5 };
  const answered = sip
    .createSipParticipant(trunk, '+14155550132', room, options)
    .catch((fault: unknown) => fault);
  return { ...(await phone.call(1)), answered };
}

const agentHeard = async (): Promise<string> => {
  const { pcm, rate } = withoutMarkers(agent.ear.heard());
  return wordsOf(await transcribe(pcm, rate));
};

describe('the telephone of a person', () => {
  test('rings, is taken, answers what it is told, presses a key and hangs up', async () => {
    const then = [isTold('a caller for you'), says('Yes, I will take the call.'), presses('1')];
    const { leg, answered, done } = await dial({
      ...{ rings_ms: 700, hum: PERSON },
      then: [...then, isTold(/connecting you/), waits(300), hangsUp()],
    });
    const since = performance.now();
    await answered;
    expect(performance.now() - since).toBeGreaterThan(600);
    await agent.speak(await callerSays('Good morning. I have a caller for you. Do you take it?'));
    await agent.untilKeys(1);
    await agent.speak(await callerSays('Thank you very much. I am connecting you now.'));
    expect(await done).toBe('through');
    expect(await agent.untilGone('person')).toBe('CLIENT_INITIATED');
    expect(await agentHeard()).toSoundLike('i will take');
    const words = await wordsHeard(leg);
    expect(words).toSoundLike('a caller for you');
    expect(words).toSoundLike('connecting you');
    expect(markersIn(agent.ear.heard(), [PERSON])).not.toEqual([]);
  });

  test('is a machine that speaks, beeps, and records until it is hung up on', async () => {
    const greeting = 'You have reached the sales team. Please leave a message after the tone.';
    const { leg, answered, done } = await dial({ then: [isMachine(greeting)] });
    await answered;
    expect(await done).toBe('through');
    await agent.ear.tape.untilSilence(1_000, { after_ms: 0 });
    expect(await agentHeard()).toSoundLike('leave a message after the tone');
    await leg.hangUp();
  });

  test('is hung up in the middle of a sentence', async () => {
    const { leg, answered, done } = await dial({ then: [isTold('never said'), presses('1')] });
    await answered;
    await leg.hangUp();
    expect(await done).toBe('cut off');
  });

  test.each([
    { then: 'never', sip: { code: 'canceled' } },
    { then: { refuses: 603 }, rings_ms: 500, sip: { sipStatusCode: 603 } },
  ] as const)('is not taken: $then', async ({ sip: outcome, ...script }) => {
    const { answered, done } = await dial(script);
    expect(await answered).toMatchObject(outcome);
    expect(await done).toBe('not taken');
  });
});
