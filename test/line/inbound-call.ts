import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { RoomAgentDispatch, RoomConfiguration } from 'livekit-server-sdk';
import type { LivekitAccess } from '../../stack/livekit-access.ts';
import type { PhoneLeg } from './leg.ts';
import { phoneLeg } from './phone-leg.ts';
import type { PhoneParticipant } from './phone-room.ts';

/** The bridge learns a part of the headers when it has joined already. */
const LATE_MS = 150;

/** An INVITE, and what trunk and dispatch rule make of it. */
export interface InboundCall {
  readonly from: string;
  readonly to: string;
  /** `X-` headers of the INVITE that the participant has when it joins. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Those that arrive just after. */
  readonly lateHeaders?: Readonly<Record<string, string>>;
  readonly room?: string;
  readonly trunk_id?: string;
  readonly rule_id?: string;
  /** Whom the dispatch rule asks for, with what metadata. */
  readonly agent_name?: string;
  readonly metadata?: string;
  readonly sip_call_id?: string;
}

/** Joins as the bridge does; rings until somebody in the room has an audio track. */
export function inboundLeg(access: LivekitAccess, call: InboundCall): PhoneLeg {
  const sip_call_id = call.sip_call_id ?? `SCL_${random(12)}`;
  return phoneLeg(access, participantOf(call, sip_call_id), sip_call_id);
}

export async function ringInbound(leg: PhoneLeg, call: InboundCall): Promise<void> {
  await leg.join();
  void leg.connected.then(() => leg.answer()).catch(() => undefined);
  await leg.subscribe();
  const late = headerAttributes(call.lateHeaders ?? {});
  if (Object.keys(late).length === 0) return;
  void pause(LATE_MS)
    .then(() => leg.setAttributes(late))
    .catch(() => undefined);
}

function participantOf(call: InboundCall, sip_call_id: string): PhoneParticipant {
  const { from, to, agent_name = 'baton', metadata = '' } = call;
  const agents = [new RoomAgentDispatch({ agentName: agent_name, metadata })];
  return {
    room: call.room ?? `call-_${from}_${random(12)}`,
    identity: `sip_${from}`,
    name: `Phone ${from}`,
    roomConfig: new RoomConfiguration({ agents }),
    attributes: {
      'sip.callID': sip_call_id,
      'sip.callIDFull': `${random(24)}@127.0.0.1`,
      'sip.phoneNumber': from,
      'sip.trunkPhoneNumber': to,
      'sip.trunkID': call.trunk_id ?? 'ST_line',
      'sip.ruleID': call.rule_id ?? 'SDR_line',
      'sip.hostname': '127.0.0.1',
      'sip.callStatus': 'ringing',
      ...headerAttributes(call.headers ?? {}),
    },
  };
}

/** Only `X-` headers come through, and the case of their names is lost. */
function headerAttributes(headers: Readonly<Record<string, string>>): Record<string, string> {
  const passed = Object.entries(headers).filter(([name]) => /^x-/i.test(name));
  return Object.fromEntries(passed.map(([name, value]) => [`sip.h.${name.toLowerCase()}`, value]));
}

function random(length: number): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}
