/*
 * The line over LiveKit's own SIP bridge: it needs `livekit-sip` on PATH and a LiveKit server with
 * Redis. Without the bridge the stand-in of line.ts is used. Caller and called person are small
 * telephones (phone/) at the other end of its UDP port.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { SipServer } from '../../stack/sip-server.ts';
import { bridgeLeg, referAnswerOf, seenDial, seenTransfer } from './bridge-leg.ts';
import { startBridge, type BridgeProcess } from './bridge-process.ts';
import { participantsOf, type FindParticipant } from './bridge-rooms.ts';
import { BridgeRules } from './bridge-rules.ts';
import { perform, silentPerson } from './called-person.ts';
import type { SeenDial } from './dials.ts';
import type { InboundCall } from './inbound-call.ts';
import type { Leg } from './leg.ts';
import type { Line, LineStart } from './line.ts';
import type { Credentials } from './phone/digest.ts';
import type { IncomingCall } from './phone/incoming-call.ts';
import type { SipCall } from './phone/sip-call.ts';
import { SipPhone } from './phone/sip-phone.ts';
import { Seen } from './seen.ts';
import type { SeenTransfer } from './transfers.ts';

/** What the line needs of the bridge and the server. */
export interface BridgeParts {
  readonly bridge: BridgeProcess;
  readonly caller: SipPhone;
  /** Who takes the calls that the bridge makes. */
  readonly carrier: SipPhone;
  readonly credentials: Credentials;
  readonly rules: Pick<BridgeRules, 'fit'>;
  readonly find: FindParticipant;
}

export async function startBridgeLine(start: LineStart, program: string): Promise<Line> {
  let onInvite = (_incoming: IncomingCall): void => undefined;
  const caller = await SipPhone.open();
  const carrier = await SipPhone.open({ onInvite: (incoming) => onInvite(incoming) });
  const inquire = caller.inquire.bind(caller);
  const bridge = await startBridge({ ...start, program, inquire }).catch(async (fault: unknown) => {
    await Promise.all([caller.close(), carrier.close()]);
    throw fault;
  });
  const credentials = { username: 'line', password: randomBytes(12).toString('hex') };
  const rules = new BridgeRules(new SipServer(start.access), credentials);
  const find = participantsOf(start.access);
  const made = bridgeLine({ bridge, caller, carrier, credentials, rules, find });
  onInvite = made.onInvite;
  return made.line;
}

export function bridgeLine(parts: BridgeParts): {
  line: Line;
  onInvite: (incoming: IncomingCall) => void;
} {
  const { bridge, caller, carrier, credentials, rules, find } = parts;
  const [transfers, dials] = [new Seen<SeenTransfer>(), new Seen<SeenDial>()];
  const faults: unknown[] = [];
  const keepFault = (fault: unknown): void => void faults.push(fault);

  const legOf = async (call: SipCall, sip_call_id: string): Promise<Leg> => {
    const leg = bridgeLeg(call, await find(sip_call_id), sip_call_id);
    answerRefers(call, leg);
    return leg;
  };
  const answerRefers = (call: SipCall, leg: Leg): void => {
    call.onRefer = async (refer) => {
      const seen = seenTransfer(refer, leg);
      transfers.add(seen);
      try {
        return await referAnswerOf(await line.onTransfer(seen, leg));
      } catch (fault) {
        keepFault(fault);
        throw fault;
      }
    };
  };
  const call = async (order: InboundCall): Promise<Leg> => {
    await rules.fit(order);
    const { from, to, headers = {} } = order;
    const placed = await caller.place({ from, to, headers, credentials, host: bridge.at });
    await placed.ringing;
    try {
      return await legOf(placed.call, placed.call.dialog.remoteTag);
    } catch (fault) {
      await placed.call.hangUp();
      throw fault;
    }
  };
  const take = async (incoming: IncomingCall): Promise<void> => {
    incoming.ring();
    const cancelled = incoming.call.ended.then(() => null);
    const who = await Promise.race([find(incoming.fromTag), cancelled]);
    if (!who) return;
    const leg = bridgeLeg(incoming.call, who, incoming.fromTag);
    answerRefers(incoming.call, leg);
    const seen = seenDial(incoming, who, leg);
    dials.add(seen);
    const answer = await line.onDial(seen, leg);
    if (answer === 'no_answer') return;
    await Promise.race([pause(answer.rings_ms ?? 0), incoming.call.ended]);
    if ('sip_status' in answer) incoming.refuse(answer.sip_status);
    else if (incoming.answer()) await perform(answer.answered, leg);
  };

  /** One call at a time is set up: each has the rule to itself until it is in its room. */
  let turn: Promise<unknown> = Promise.resolve();
  const line: Line = {
    real: true,
    carrier: `${carrier.at.host}:${carrier.at.port}`,
    onTransfer: () => ({ ok: true }),
    transfers: transfers.all,
    untilTransfer: (n, limit_ms) => transfers.until(n, limit_ms),
    onDial: () => ({ answered: silentPerson }),
    dials: dials.all,
    untilDial: (n, limit_ms) => dials.until(n, limit_ms),
    call: (order) => {
      const mine = turn.then(() => call(order));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close: async () => {
      await Promise.all([caller.close(), carrier.close()]);
      await bridge.stop();
      const wrong = faults.splice(0);
      if (wrong.length > 0) throw new AggregateError(wrong, 'Something went wrong on the line');
    },
  };
  return { line, onInvite: (incoming) => void take(incoming).catch(keepFault) };
}
