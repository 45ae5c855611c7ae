import { setTimeout as pause } from 'node:timers/promises';
import type { LivekitAccess } from '../../stack/livekit-access.ts';
import type { Person } from './called-person.ts';
import type { Leg, PhoneLeg } from './leg.ts';
import { FAILURE, type DialRequest, type NodeAnswer } from './node-messages.ts';
import { phoneLeg } from './phone-leg.ts';
import type { LeaveReason } from './phone-room.ts';
import { Seen } from './seen.ts';

/** The bridge's own limit where a request names none. */
const RINGING_LIMIT_MS = 180_000;

/** Who picks up after `rings_ms`, or the carrier's refusal, or nobody until the limit. */
export type DialAnswer =
  | { readonly answered: Person; readonly rings_ms?: number }
  | { readonly sip_status: number; readonly rings_ms?: number }
  | 'no_answer';

export interface SeenDial extends DialRequest {
  /** Epoch ms. */
  readonly at: number;
  readonly leg: Leg;
}

export type OnDial = (request: SeenDial, leg: Leg) => DialAnswer | Promise<DialAnswer>;

export function outboundLeg(access: LivekitAccess, request: DialRequest): PhoneLeg {
  const { room, identity, name, metadata } = request;
  const attributes = { ...request.attributes, 'sip.callStatus': 'dialing' };
  return phoneLeg(access, { room, identity, name, metadata, attributes }, request.sip_call_id);
}

/** The calls that the server asks for. */
export class Dials {
  readonly seen = new Seen<SeenDial>();

  /** Rings until the call has an outcome, and returns who picked up. */
  async ring(request: DialRequest, leg: PhoneLeg, decide: OnDial): Promise<Person | NodeAnswer> {
    await leg.setAttributes({ 'sip.callStatus': 'ringing' });
    const seen = { ...request, at: Date.now(), leg };
    this.seen.add(seen);
    const stopRinging = request.play_dialtone ? leg.ringInRoom() : () => undefined;
    const limit_ms = request.ringing_timeout_ms || RINGING_LIMIT_MS;
    const answer = await Promise.race([
      callee(seen, decide),
      pause(limit_ms, 'no_answer' as const, { ref: false }),
      leg.left.then(() => 'no_answer' as const),
    ]).finally(stopRinging);
    if (answer !== 'no_answer' && 'answered' in answer) return pickUp(request, leg, answer);
    const status = answer === 'no_answer' ? null : answer.sip_status;
    await leg.leave(reasonOf(status));
    return status === null ? FAILURE.no_answer : { sip_status: status };
  }
}

async function callee(seen: SeenDial, decide: OnDial): Promise<DialAnswer> {
  const answer = await decide(seen, seen.leg);
  if (answer === 'no_answer') return new Promise(() => undefined);
  if (answer.rings_ms) await pause(answer.rings_ms);
  return answer;
}

async function pickUp(
  { dtmf, sip_call_id }: DialRequest,
  leg: PhoneLeg,
  { answered }: { readonly answered: Person },
): Promise<Person> {
  if (dtmf !== '') {
    await leg.setAttributes({ 'sip.callStatus': 'automation' });
    leg.hearKeys(dtmf.replaceAll('w', ''));
  }
  // In this order, and without a pause between (livekit-sip, outbound.go: connectSIP).
  const active = leg.answer({ 'sip.callIDFull': `${sip_call_id}@127.0.0.1` });
  await Promise.all([active, leg.subscribe()]);
  return answered;
}

/** The only three reasons that the bridge leaves a room with when a call did not come about. */
export function reasonOf(status: number | null): LeaveReason {
  if (status === null || [404, 408, 480].includes(status)) return 'USER_UNAVAILABLE';
  return status >= 500 && status < 600 ? 'CLIENT_INITIATED' : 'USER_REJECTED';
}
