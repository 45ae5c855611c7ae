/* What a worker that brings a person into a call must know of the bridge, told of the test line. */
import { SIPTransport } from '@livekit/protocol';
import { RoomServiceClient, SipCallError, SipClient } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { joinAsAgent, type FakeAgent } from '../line/fake-agent.ts';
import { silentPerson } from '../line/called-person.ts';
import type { SeenDial } from '../line/dials.ts';
import type { Leg } from '../line/leg.ts';
import { startLine, type Line } from '../line/line.ts';
import { markersIn } from '../sound/audible-markers.ts';
import { CALLER, CONSULT, MUSIC, PERSON } from '../sound/markers.ts';
import { markersHeardFor, untilMarker } from '../sound/until-marker.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestLivekit, type TestLivekit } from './stack.ts';

const FROM = '+14155550199';
const TO = '+15105550123';
const NUMBER = '+14155550132';
/** More than a subscription takes to be heard. */
const LISTEN_MS = 700;
const ALL = { canPublish: true, canPublishData: true, canUpdateMetadata: true, canSubscribe: true };

let livekit: TestLivekit;
let line: Line;
let sip: SipClient;
let rooms: RoomServiceClient;
let trunk: string;
const voices: FakeAgent[] = [];
let rooms_made = 0;

beforeAll(async () => {
  livekit = await startTestLivekit({ sip: true });
  line = await startLine(livekit);
  const { url, key, secret } = livekit.access;
  const host = url.replace(/^ws/, 'http');
  sip = new SipClient(host, key, secret);
  rooms = new RoomServiceClient(host, key, secret);
  const options = { transport: SIPTransport.SIP_TRANSPORT_AUTO };
  const made = await sip.createSipOutboundTrunk('line', line.carrier, [TO], options);
  trunk = made.sipTrunkId;
});
afterEach(async (context) => {
  showLogsOfFailed(context, livekit);
  await Promise.all(line.dials.map(({ leg }) => leg.hangUp()));
  await Promise.all(voices.splice(0).map((voice) => voice.leave()));
});
afterAll(async () => {
  await line.close();
  await livekit.stop();
});

interface Dialled {
  readonly room: string;
  readonly seen: SeenDial;
  readonly person: Leg;
  /** What the server's API says in the end. */
  readonly answered: Promise<unknown>;
  readonly pickUp: () => void;
}

const nextRoom = (): string => `room ${(rooms_made += 1)}`;

/** Somebody with a voice in the room, and no telephone. */
async function voiceIn(room: string, identity: string, marker = CALLER): Promise<FakeAgent> {
  const voice = await joinAsAgent(livekit.access, room, identity);
  voices.push(voice);
  voice.hum(marker);
  await voice.publish();
  return voice;
}

/** Resolves when the person's telephone rings. */
async function ring(
  room: string,
  more: { ringingTimeout?: number; playDialtone?: boolean } = {},
): Promise<Dialled> {
  let pickUp = (): void => undefined;
  const pickedUp = new Promise<void>((resolve) => (pickUp = resolve));
  line.onDial = async (_request, person) => {
    person.hum(PERSON);
    await pickedUp;
    return { answered: silentPerson };
  };
  const next = line.untilDial(line.dials.length + 1);
  const answered = sip
    .createSipParticipant(trunk, NUMBER, room, {
      participantIdentity: 'person',
      waitUntilAnswered: true,
      ringingTimeout: 10,
      playDialtone: false,
      headers: { 'X-Case-Id': '7' },
      ...more,
    })
    .catch((fault: unknown) => fault);
  const seen = await next;
  return { room, seen, person: seen.leg, answered, pickUp };
}

async function answeredIn(room: string): Promise<Dialled> {
  const dialled = await ring(room);
  dialled.pickUp();
  await dialled.answered;
  return dialled;
}

const trackOf = async (room: string, identity: string): Promise<string> => {
  const { tracks } = await rooms.getParticipant(room, identity);
  return tracks[0]?.sid ?? expect.fail(`${identity} has no track`);
};
const subscribe = async (room: string, who: string, to: string, on: boolean): Promise<void> => {
  await rooms.updateSubscriptions(room, who, [await trackOf(room, to)], on);
};
const permit = async (room: string, who: string, less: Partial<typeof ALL>): Promise<void> => {
  await rooms.updateParticipant(room, who, { permission: { ...ALL, ...less } });
};

describe('a person who is dialled into a room', () => {
  test('is there with a track while it rings, is asked for as the API was, and nobody hears a thing', async () => {
    const caller = await voiceIn(nextRoom(), 'caller');
    const { room, seen, person } = await ring(caller.room.name ?? '');
    expect(seen).toMatchObject({ to: NUMBER, identity: 'person', headers: { 'X-Case-Id': '7' } });
    if (!line.real) {
      const asked = { wait_until_answered: true, ringing_timeout_ms: 10_000, play_dialtone: false };
      expect(seen).toMatchObject(asked);
    }
    await expect.poll(() => trackOf(room, 'person')).toMatch(/^TR_/);
    await caller.untilAttribute('person', 'sip.callStatus', 'ringing');
    void person.speak({ pcm: new Int16Array(8_000).fill(9_000), rate: 8_000 });
    const heard = Promise.all([
      markersHeardFor(person, LISTEN_MS),
      markersHeardFor(caller.ear, LISTEN_MS),
    ]);
    expect(await heard).toEqual([[], []]);
    expect(caller.ear.tape.soundAfter(0)).toBeNull();
  });

  test('rings in the room where that is asked for, until the answer', async () => {
    const caller = await voiceIn(nextRoom(), 'caller');
    const { pickUp, answered } = await ring(caller.room.name ?? '', { playDialtone: true });
    await caller.ear.tape.untilSound({ after_ms: 0 });
    expect(markersIn(caller.ear.heard())).toEqual([]);
    pickUp();
    await answered;
    await untilMarker(caller.ear, PERSON);
  });

  test('hears from the answer on every voice there is, also what it was unsubscribed from before', async () => {
    const room = nextRoom();
    await Promise.all([voiceIn(room, 'caller'), voiceIn(room, 'agent', CONSULT)]);
    const { person, pickUp, answered } = await ring(room);
    await subscribe(room, 'person', 'caller', false);
    pickUp();
    await answered;
    await Promise.all([untilMarker(person, CALLER, 0), untilMarker(person, CONSULT, 0)]);
  });

  test('hears whoever speaks up later', async () => {
    const { room, person } = await answeredIn(nextRoom());
    await voiceIn(room, 'caller');
    await untilMarker(person, CALLER, 0);
  });

  test('is kept from a voice by an unsubscription after the answer', async () => {
    const room = nextRoom();
    await Promise.all([voiceIn(room, 'caller'), voiceIn(room, 'agent', CONSULT)]);
    const { person } = await answeredIn(room);
    await untilMarker(person, CALLER, 0);
    await subscribe(room, 'person', 'caller', false);
    await person.untilPosition(person.position_ms() + LISTEN_MS);
    expect(await markersHeardFor(person, LISTEN_MS)).toEqual(['consult']);
    await subscribe(room, 'person', 'caller', true);
    await untilMarker(person, CALLER);
  });

  test('hears nobody while it may not subscribe, and everybody when it may again', async () => {
    const room = nextRoom();
    await voiceIn(room, 'caller');
    const { person, pickUp, answered } = await ring(room);
    await permit(room, 'person', { canSubscribe: false });
    pickUp();
    await answered;
    expect(await markersHeardFor(person, LISTEN_MS)).toEqual([]);
    await permit(room, 'person', {});
    await untilMarker(person, CALLER);
  });
});

describe('a leg whose signalling breaks', () => {
  test('hears again what it was unsubscribed from', async ({ skip }) => {
    skip(line.real);
    const room = nextRoom();
    await Promise.all([voiceIn(room, 'caller'), voiceIn(room, 'agent', CONSULT)]);
    const { person } = await answeredIn(room);
    await untilMarker(person, CALLER, 0);
    await subscribe(room, 'person', 'caller', false);
    await person.untilPosition(person.position_ms() + LISTEN_MS);
    await person.lose('signalling');
    await untilMarker(person, CALLER);
  });

  test('does not hear what it never heard before', async ({ skip }) => {
    skip(line.real);
    const room = nextRoom();
    await Promise.all([voiceIn(room, 'caller'), voiceIn(room, 'agent', CONSULT)]);
    const { person, pickUp, answered } = await ring(room);
    await permit(room, 'person', { canSubscribe: false });
    pickUp();
    await answered;
    await subscribe(room, 'person', 'caller', false);
    await permit(room, 'person', {});
    await untilMarker(person, CONSULT);
    await person.lose('signalling');
    await untilMarker(person, CONSULT);
    expect(await markersHeardFor(person, LISTEN_MS)).toEqual(['consult']);
  });

  test('does not hear what its publisher keeps from it, whatever it asks for', async ({ skip }) => {
    skip(line.real);
    const caller = await line.call({ from: FROM, to: TO });
    await voiceIn(caller.room, 'agent', MUSIC);
    await caller.active;
    const consult = await joinAsAgent(livekit.access, caller.room, 'consult');
    voices.push(consult);
    consult.hum(CONSULT);
    consult.allowOnly(['person']);
    await consult.publish();
    const { person } = await answeredIn(caller.room);
    await untilMarker(person, CONSULT, 0);
    await subscribe(caller.room, caller.identity, 'consult', true);
    await caller.lose('signalling');
    await untilMarker(caller, MUSIC);
    await caller.lose('signalling');
    await untilMarker(caller, MUSIC);
    await caller.untilPosition(caller.position_ms() + LISTEN_MS);
    expect(markersIn(caller.heard(), [CONSULT])).toEqual([]);
    await caller.hangUp();
  });

  test('hears everything when it comes back as a new session', async ({ skip }) => {
    skip(line.real);
    const room = nextRoom();
    await Promise.all([voiceIn(room, 'caller'), voiceIn(room, 'agent', CONSULT)]);
    const { person } = await answeredIn(room);
    await untilMarker(person, CONSULT, 0);
    await subscribe(room, 'person', 'caller', false);
    await person.lose('session');
    await Promise.all([untilMarker(person, CALLER), untilMarker(person, CONSULT)]);
  });

  test('while it rings hears nothing by that', async ({ skip }) => {
    skip(line.real);
    const room = nextRoom();
    await voiceIn(room, 'caller');
    const { person } = await ring(room);
    await person.lose('session');
    const { permission } = await rooms.getParticipant(room, 'person');
    expect(permission?.canSubscribe).toBe(true);
    expect(await markersHeardFor(person, LISTEN_MS)).toEqual([]);
  });
});

describe('keys', () => {
  test('cross the room from one leg to the other, unless the leg may not publish data', async () => {
    const caller = await line.call({ from: FROM, to: TO });
    const agent = await voiceIn(caller.room, 'agent', CONSULT);
    await caller.active;
    const { person } = await answeredIn(caller.room);
    await caller.press('4');
    expect(await person.untilDigits(1)).toBe('4');
    await permit(caller.room, caller.identity, { canPublishData: false });
    await caller.press('5');
    await permit(caller.room, caller.identity, {});
    await caller.press('6');
    expect(await person.untilDigits(2)).toBe('46');
    expect((await agent.untilKeys(2)).map(({ digit }) => digit)).toEqual(['4', '6']);
    await person.press('1');
    expect(await caller.untilDigits(1)).toBe('1');
    await caller.hangUp();
  });
});

describe('a telephone that rings', () => {
  test.each([486, 603])('and is refused with %i fails with that status', async (sip_status) => {
    const room = nextRoom();
    const next = line.untilDial(line.dials.length + 1);
    line.onDial = () => ({ sip_status, rings_ms: 100 });
    const fault = await sip
      .createSipParticipant(trunk, NUMBER, room, { waitUntilAnswered: true, ringingTimeout: 10 })
      .catch((cause: unknown) => cause);
    expect(fault).toBeInstanceOf(SipCallError);
    expect(fault).toMatchObject({ sipStatusCode: sip_status });
    expect(await (await next).leg.left).toBe('USER_REJECTED');
  });

  test('that nobody answers is given up at the limit, without a status', async () => {
    const { person, answered } = await ring(nextRoom(), { ringingTimeout: 1 });
    const since = performance.now();
    expect(await answered).toMatchObject({ code: 'canceled' });
    expect(await answered).not.toBeInstanceOf(SipCallError);
    expect(performance.now() - since).toBeLessThan(3_000);
    await person.left;
  });

  test('stops at once when its participant is removed', async () => {
    const { room, person, answered } = await ring(nextRoom());
    const since = performance.now();
    await rooms.removeParticipant(room, 'person');
    await person.left;
    expect(performance.now() - since).toBeLessThan(300);
    expect(await answered).toMatchObject({ code: 'canceled' });
  });

  test('rings on when the caller has hung up', async () => {
    const caller = await line.call({ from: FROM, to: TO });
    await voiceIn(caller.room, 'agent', CONSULT);
    await caller.active;
    const { person, pickUp, answered } = await ring(caller.room);
    await caller.hangUp();
    await caller.left;
    pickUp();
    await answered;
    await person.active;
  });
});

describe('a call of two legs', () => {
  test('tells the room at once that a person has hung up', async () => {
    const room = nextRoom();
    const agent = await voiceIn(room, 'agent', CONSULT);
    const { person } = await answeredIn(room);
    await untilMarker(agent.ear, PERSON);
    const gone = agent.untilGone('person');
    const since = performance.now();
    await person.hangUp();
    expect(await gone).toBe('CLIENT_INITIATED');
    expect(performance.now() - since).toBeLessThan(300);
  });

  test('goes on when everybody else has left, and ends for both with the room', async () => {
    const caller = await line.call({ from: FROM, to: TO });
    const agent = await voiceIn(caller.room, 'agent', CONSULT);
    await caller.active;
    caller.hum(CALLER);
    const { person } = await answeredIn(caller.room);
    await agent.leave();
    voices.splice(0);
    await Promise.all([untilMarker(person, CALLER), untilMarker(caller, PERSON)]);
    const since = performance.now();
    await rooms.deleteRoom(caller.room);
    await Promise.all([caller.left, person.left]);
    expect(performance.now() - since).toBeLessThan(500);
  });
});
