import { setTimeout as pause } from 'node:timers/promises';
import type { SipParticipant } from './bridge-rooms.ts';
import { reasonOf, type SeenDial } from './dials.ts';
import type { Leg } from './leg.ts';
import { atLineRate } from './mouth.ts';
import { NotOnBridgeError, withUnseen } from './not-on-bridge.ts';
import type { IncomingCall } from './phone/incoming-call.ts';
import type { Refer, ReferAnswer } from './phone/refer.ts';
import type { CallEnd, SipCall } from './phone/sip-call.ts';
import type { SeenTransfer, TransferAnswer } from './transfers.ts';

/** What a peer says to the REFER itself; everything else is how the new call went. */
const REFUSALS: readonly number[] = [403, 405, 420, 489, 501];
const CANCELLED = 487;

/** A phone's call as the tests have it in hand. */
export function bridgeLeg(call: SipCall, who: SipParticipant, sip_call_id: string): Leg {
  const { media } = call;
  return {
    room: who.room,
    identity: who.identity,
    sip_call_id,
    active: call.answered,
    left: call.ended.then(leaveReasonOf),
    attributes: () => {
      throw new NotOnBridgeError('a telephone does not see the attributes of its participant');
    },
    speak: (sound) => media.speak(atLineRate(sound)),
    hum: (tone) => {
      media.hum(tone);
    },
    heard: () => media.tape.recording(),
    position_ms: () => media.tape.length_ms,
    untilPosition: (position_ms) => media.tape.untilLength(position_ms),
    untilSound: (wait) => media.tape.untilSound(wait),
    untilSilence: (silence_ms, wait) => media.tape.untilSilence(silence_ms, wait),
    press: (digits) => media.press(digits),
    digits: () => media.keys(),
    untilDigits: (n) => media.untilKeys(n),
    lose: (what) => {
      throw new NotOnBridgeError(`a telephone does not break the bridge's ${what}`);
    },
    hangUp: () => call.hangUp(),
  };
}

/** What the bridge makes of the end; which of its own reasons it had, a phone does not learn. */
export function leaveReasonOf({ by, status }: CallEnd): string {
  if (status === null) return 'CLIENT_INITIATED';
  if (status !== CANCELLED) return reasonOf(status);
  return by === 'us' ? 'CLIENT_INITIATED' : 'USER_UNAVAILABLE';
}

export function seenTransfer(refer: Refer, leg: Leg): SeenTransfer {
  const { sip_call_id } = leg;
  const seen = { sip_call_id, transfer_to: refer.to, headers: refer.headers, at: Date.now(), leg };
  return withUnseen(seen, ['play_dialtone', 'ringing_timeout_ms']);
}

export function seenDial(incoming: IncomingCall, who: SipParticipant, leg: Leg): SeenDial {
  const { from, to, headers, display } = incoming;
  const { room, identity, name, metadata, attributes } = who;
  const of = { room, identity, name, metadata, attributes: { ...attributes } };
  const trunk = {
    trunk_id: attributes['sip.trunkID'] ?? '',
    hostname: attributes['sip.hostname'] ?? '',
  };
  const call = { sip_call_id: leg.sip_call_id, from, to, headers: { ...headers } };
  const seen = { ...call, ...of, ...trunk, display_name: display || null, at: Date.now(), leg };
  const unseen = ['dtmf', 'play_dialtone', 'wait_until_answered', 'ringing_timeout_ms'] as const;
  return withUnseen(seen, [...unseen, 'token', 'ws_url']);
}

/** The peer's part of a transfer; the time before a refusal passes here. */
export async function referAnswerOf(answer: TransferAnswer): Promise<ReferAnswer> {
  if (answer === 'silent') return 'silent';
  const after_ms = answer.delay_ms ?? 0;
  if ('ok' in answer) {
    if (answer.bye !== 'before') return { result: 200, after_ms };
    await pause(after_ms);
    return 'bye';
  }
  const { sip_status } = answer;
  if (!REFUSALS.includes(sip_status)) return { result: sip_status, after_ms };
  await pause(after_ms);
  return { refused: sip_status };
}
