import { randomUUID } from 'node:crypto';
import { ParticipantKind, type Room } from '@livekit/rtc-node';
import { RoomServiceClient, ServerError, SipCallError, SipClient } from 'livekit-server-sdk';
import type { TrunkAnswer, TrunkPort } from '../../call/ports.ts';
import type { DialingPolicy } from '../../protocol/dialing.ts';
import { SIP } from './sip-leg.ts';
import { untilRoom } from './until-room.ts';

/** Seconds a person's telephone rings, and a REFER may take to its final answer. */
const RINGING_S = 30;
/** Seconds over it until our own patience ends; the server answers first. */
const GRACE_S = 5;

export interface LivekitKeys {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
}

export interface DialerOptions {
  readonly keys: LivekitKeys;
  readonly room: Room;
  readonly dialing: DialingPolicy;
  readonly report: (what: string, fault: unknown) => void;
}

export interface DialHow {
  /** Whether the room hears the ringing; true where nothing is said. */
  readonly dialtone?: boolean;
  /** X-headers of the INVITE. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Dials people into a room by the outbound trunk. */
export interface Dialer {
  /** Waits for the answer. Never rejects. */
  dial(number: string, name: string, identity: string, how?: DialHow): Promise<TrunkAnswer>;
  /** Lets somebody go, or stops the ringing. Never rejects. */
  letGo(identity: string): Promise<void>;
}

export function createDialer({ keys, room, dialing, report }: DialerOptions): Dialer {
  const host = keys.url.replace(/^ws/, 'http');
  const sip = new SipClient(host, keys.key, keys.secret);
  const rooms = new RoomServiceClient(host, keys.key, keys.secret);
  const name = room.name ?? '';

  async function trunkId(): Promise<string> {
    if (dialing.outbound_trunk.startsWith('ST_')) return dialing.outbound_trunk;
    const trunks = await sip.listSipOutboundTrunk();
    const named = trunks.find((trunk) => trunk.name === dialing.outbound_trunk);
    if (!named) throw new Error('No outbound trunk has the name of config/dialing.yaml.');
    return named.sipTrunkId;
  }

  return {
    dial: (number, label, participantIdentity, { dialtone = true, headers = {} } = {}) =>
      answerOf(report, async () => {
        const trunk = await trunkId();
        await sip.createSipParticipant(trunk, number, name, {
          participantIdentity,
          participantName: label,
          waitUntilAnswered: true,
          playDialtone: dialtone,
          headers: { ...headers },
          ringingTimeout: RINGING_S,
          timeout: RINGING_S + GRACE_S,
          ...(dialing.caller_number && { fromNumber: dialing.caller_number }),
        });
      }),
    async letGo(identity) {
      await rooms.removeParticipant(name, identity).catch((fault: unknown) => {
        // Somebody who never joined cannot be removed; that is what was wanted.
        if (!(fault instanceof ServerError && fault.status === 404)) {
          report('A person could not be let go.', fault);
        }
      });
    },
  };
}

export interface TrunkOptions extends DialerOptions {
  /** Identity of the caller's participant. */
  readonly caller: string;
}

/** The caller's leg and the server's SIP API. The SIP status decides, never the API's own code. */
export function createTrunk(options: TrunkOptions): TrunkPort {
  const { keys, room, caller, report } = options;
  const sip = new SipClient(keys.url.replace(/^ws/, 'http'), keys.key, keys.secret);
  const dialer = createDialer(options);
  let person: string | null = null;
  return {
    callerPresent: () => room.remoteParticipants.has(caller),
    refer: (uri, headers) =>
      answerOf(report, () =>
        sip.transferSipParticipant(room.name ?? '', caller, uri, {
          playDialtone: true,
          headers: { ...headers },
          ringingTimeout: RINGING_S,
          timeout: RINGING_S + GRACE_S,
        }),
      ),
    dial(number, label, headers) {
      person = `person-${randomUUID()}`;
      return dialer.dial(number, label, person, { headers });
    },
    bothTalk: (limit_ms) => untilHeard(room, [caller, person ?? ''], limit_ms),
    personPresent: () => person !== null && room.remoteParticipants.has(person),
    async letGo() {
      if (person !== null) await dialer.letGo(person);
    },
  };
}

async function answerOf(
  report: DialerOptions['report'],
  request: () => Promise<unknown>,
): Promise<TrunkAnswer> {
  try {
    await request();
    return { accepted: true };
  } catch (fault) {
    report('The SIP API did not carry a request out.', fault);
    return failureOf(fault);
  }
}

function failureOf(fault: unknown): TrunkAnswer {
  if (fault instanceof SipCallError && fault.sipStatusCode !== undefined) {
    return { accepted: false, sip_status: fault.sipStatusCode, ...codeOf(fault) };
  }
  if (fault instanceof ServerError) return { accepted: false, ...codeOf(fault) };
  const timeout = fault instanceof Error && fault.name === 'TimeoutError';
  return { accepted: false, api_code: timeout ? 'timeout' : 'unreachable' };
}

function codeOf({ code }: ServerError): Pick<TrunkAnswer, 'api_code'> {
  return code ? { api_code: code } : {};
}

/**
 * Whether all of them are there with their voices within the limit. The bridge subscribes a person
 * to every track at the answer, so from then on both sides hear each other.
 */
export async function untilHeard(
  room: Room,
  identities: string[],
  limit_ms: number,
): Promise<boolean> {
  const heard = () => identities.every((identity) => speaks(room, identity));
  await untilRoom(room, heard, AbortSignal.timeout(limit_ms)).catch(() => undefined);
  return heard();
}

function speaks(room: Room, identity: string): boolean {
  const participant = room.remoteParticipants.get(identity);
  if (!participant || participant.trackPublications.size === 0) return false;
  const dialled = participant.kind === ParticipantKind.SIP;
  return !dialled || participant.attributes[SIP.status] === 'active';
}
