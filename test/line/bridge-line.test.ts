/* A phone plays the bridge: what the line says and hears on its wire, without livekit-sip. */
import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bridgeLine } from './bridge-line.ts';
import type { SipParticipant } from './bridge-rooms.ts';
import type { InboundCall } from './inbound-call.ts';
import type { Line } from './line.ts';
import { NotOnBridgeError } from './not-on-bridge.ts';
import type { IncomingCall } from './phone/incoming-call.ts';
import { SipPhone } from './phone/sip-phone.ts';
import { markersIn } from '../sound/audible-markers.ts';
import { CALLER } from '../sound/markers.ts';
import { tone } from './tones.ts';

const FROM = '+14155550199';
const TO = '+15105550123';
const SALES = 'tel:+14155550132';
const credentials = { username: 'line', password: 'secret' };

let bridge: SipPhone;
let line: Line;
let carrierAt: SipPhone['at'];
let fitted: InboundCall[];
const invited = new EventEmitter();

beforeEach(async () => {
  fitted = [];
  const onInvite = (incoming: IncomingCall): void => void invited.emit('invite', incoming);
  bridge = await SipPhone.open({
    t1_ms: 100,
    demands: { realm: 'LiveKit', ...credentials },
    onInvite,
  });
  const caller = await SipPhone.open({ t1_ms: 100 });
  let take = (_incoming: IncomingCall): void => undefined;
  const carrier = await SipPhone.open({ t1_ms: 100, onInvite: (incoming) => take(incoming) });
  carrierAt = carrier.at;
  const find = (id: string): Promise<SipParticipant> =>
    Promise.resolve({
      room: `room of ${id}`,
      identity: 'desk',
      name: 'Desk',
      metadata: '',
      attributes: { 'sip.callID': id, 'sip.trunkID': 'ST_1' },
    });
  const made = bridgeLine({
    bridge: { at: bridge.at, stop: () => bridge.close() },
    ...{ caller, carrier, credentials, find },
    rules: {
      fit: (call) => {
        fitted.push(call);
        return Promise.resolve();
      },
    },
  });
  take = made.onInvite;
  line = made.line;
});
afterEach(() => line.close());

/** A call that the bridge rings on with, and answers. */
async function answered(call: Partial<InboundCall> = {}) {
  const comes = once(invited, 'invite') as Promise<[IncomingCall]>;
  const rings = line.call({ from: FROM, to: TO, ...call });
  const [incoming] = await comes;
  incoming.ring();
  const leg = await rings;
  incoming.answer();
  await leg.active;
  return { leg, incoming };
}

describe('a call to the bridge', () => {
  test('brings its headers, is found by its tag, and is heard on both sides', async () => {
    const { leg, incoming } = await answered({ headers: { 'X-Account-Id': '42' } });
    expect(fitted).toHaveLength(1);
    expect([incoming.from, incoming.to, incoming.headers]).toEqual([
      FROM,
      TO,
      { 'X-Account-Id': '42' },
    ]);
    expect(leg.sip_call_id).toBe(incoming.call.dialog.localTag);
    expect(leg.room).toBe(`room of ${leg.sip_call_id}`);
    const spoken = leg.untilSilence(200, { after_ms: 0 });
    void incoming.call.media.speak(tone(440, 200).pcm);
    await Promise.all([spoken, leg.speak({ pcm: new Int16Array(1_600).fill(5_000), rate: 8_000 })]);
    expect(incoming.call.media.tape.soundAfter(0)).not.toBeNull();
    await incoming.call.media.press('7');
    await leg.press('10');
    expect(await leg.untilDigits(1)).toBe('7');
    expect(await incoming.call.media.untilKeys(2)).toBe('10');
    await incoming.call.hangUp();
    expect(await leg.left).toBe('CLIENT_INITIATED');
  });

  test.each([
    [{ ok: true }, 202, ['SIP/2.0 100 Trying', 'SIP/2.0 200 OK']],
    [{ sip_status: 486 }, 202, ['SIP/2.0 100 Trying', 'SIP/2.0 486 Busy Here']],
    [{ sip_status: 405, delay_ms: 20 }, 405, []],
  ] as const)('is transferred as the test says: %o', async (answer, status, fragments) => {
    const { leg, incoming } = await answered();
    line.onTransfer = () => answer;
    expect(await incoming.call.refer(SALES, { 'X-Case-Id': '7' })).toBe(status);
    if (fragments.length > 0) await incoming.call.notified.until(fragments.length, 5_000);
    expect(incoming.call.notified.all.map(({ fragment }) => fragment)).toEqual(fragments);
    const request = await line.untilTransfer(1);
    expect(request).toMatchObject({ transfer_to: SALES, headers: { 'X-Case-Id': '7' } });
    expect(request.leg).toBe(leg);
    expect(() => request.play_dialtone).toThrow(NotOnBridgeError);
  });

  test('hangs up before the outcome where the test says so', async () => {
    const { leg, incoming } = await answered();
    line.onTransfer = () => ({ ok: true, bye: 'before' });
    expect(await incoming.call.refer(SALES)).toBe(202);
    expect(await incoming.call.ended).toEqual({ by: 'them', status: null });
    expect(await leg.left).toBe('CLIENT_INITIATED');
  });

  test('whose transfer the test gets wrong is refused, and the fault is told at the end', async () => {
    const { incoming } = await answered();
    line.onTransfer = () => {
      throw new Error('a fault of the test');
    };
    expect(await incoming.call.refer(SALES)).toBe(500);
    await expect(line.close()).rejects.toMatchObject({
      errors: [{ message: 'a fault of the test' }],
    });
  });

  test('that the bridge refuses is an error of the test', async () => {
    const comes = once(invited, 'invite') as Promise<[IncomingCall]>;
    const rings = line.call({ from: FROM, to: TO });
    const [incoming] = await comes;
    incoming.refuse(503);
    await expect(rings).rejects.toThrow('503');
  });

  test('hums under what it says', async () => {
    const { leg, incoming } = await answered();
    const { tape } = incoming.call.media;
    leg.hum(CALLER);
    await tape.untilLength(tape.length_ms + 300);
    expect(markersIn(tape.recording()).map(({ marker }) => marker)).toEqual(['caller']);
  });

  test('has no attributes to look at', async () => {
    const { leg } = await answered();
    expect(() => leg.attributes()).toThrow('Not on a real bridge');
  });
});

describe('a call from the bridge', () => {
  const dial = () =>
    bridge.place({
      from: TO,
      to: FROM,
      host: carrierAt,
      display: 'Baton',
      headers: { 'X-Id': '1' },
    });

  test('is seen as it was asked for, and answered by the person of the test', async () => {
    line.onDial = () => ({ answered: (person) => person.speak(tone(440, 200)), rings_ms: 20 });
    const { call, ringing } = await dial();
    await ringing;
    const seen = await line.untilDial(1);
    expect(seen).toMatchObject({
      ...{ from: TO, to: FROM, display_name: 'Baton', identity: 'desk', trunk_id: 'ST_1' },
      headers: { 'X-Id': '1' },
    });
    expect(seen.sip_call_id).toBe(call.dialog.localTag);
    expect(() => seen.dtmf).toThrow(NotOnBridgeError);
    await call.answered;
    await call.media.tape.untilSilence(200, { after_ms: 0 });
    await seen.leg.hangUp();
    expect(await call.ended).toEqual({ by: 'them', status: null });
  });

  test('is refused with the status of the test', async () => {
    line.onDial = () => ({ sip_status: 486, rings_ms: 20 });
    const { call } = await dial();
    expect(await call.ended).toEqual({ by: 'them', status: 486 });
    const { leg } = await line.untilDial(1);
    expect(await leg.left).toBe('USER_REJECTED');
  });

  test('that nobody answers rings until the bridge gives it up', async () => {
    line.onDial = () => 'no_answer';
    const { call } = await dial();
    const { leg } = await line.untilDial(1);
    await call.hangUp();
    expect(await call.ended).toEqual({ by: 'us', status: 487 });
    expect(await leg.left).toBe('USER_UNAVAILABLE');
  });
});
