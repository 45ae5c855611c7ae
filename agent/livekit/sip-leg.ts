import { type RemoteParticipant, type Room, RoomEvent } from '@livekit/rtc-node';
import { timeLimit } from '../../config/time-limit.ts';
import { untilRoom } from './until-room.ts';

/** Attributes that the SIP bridge gives a leg's participant. */
export const SIP = {
  call: 'sip.callID',
  caller: 'sip.phoneNumber',
  called: 'sip.trunkPhoneNumber',
  trunk: 'sip.trunkID',
  status: 'sip.callStatus',
} as const;

/** `sip.h.x-account-id` is the header X-Account-Id; the bridge lower-cases the name. */
const HEADER = /^sip\.h\.(x-.+)$/;

/** Milliseconds that identity and headers may take; a part of them comes after the join. */
const IDENTITY_LIMIT_MS = 500;

/** Longest value that the bridge takes back; a longer one could never leave again. */
const LONGEST_VALUE = 1024;
/** Bytes of JSON that headers may make of the request that opens a call, which takes 64 KiB. */
const MOST_BYTES = 48 * 1024;

/**
 * The X-headers of an INVITE among a leg's attributes, by lower-case name. Whoever calls chooses
 * them: what is too long or too much is left out, so that no INVITE can keep its call from opening.
 */
export function sipHeaders(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const found: [string, string][] = [];
  let bytes = 0;
  for (const [attribute, value] of Object.entries(attributes)) {
    const name = HEADER.exec(attribute)?.[1];
    if (!name || value.length > LONGEST_VALUE) continue;
    const size = Buffer.byteLength(JSON.stringify([name, value]));
    if (bytes + size > MOST_BYTES) continue;
    bytes += size;
    found.push([name, value]);
  }
  return Object.fromEntries(found);
}

/** Ends when the leg says which call it is and has brought headers, or when the time is up. */
export async function untilIdentified(
  room: Room,
  leg: RemoteParticipant,
  signal: AbortSignal,
): Promise<void> {
  const known = () =>
    leg.attributes[SIP.call] !== undefined && Object.keys(sipHeaders(leg.attributes)).length > 0;
  const limit = timeLimit(IDENTITY_LIMIT_MS, signal);
  await untilRoom(room, known, limit).catch(() => undefined);
}

/** Ends when the leg is `active`: what is said from then on is heard. Rejects when it is gone. */
export function untilActive(
  room: Room,
  leg: RemoteParticipant,
  signal: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  const left = (participant: RemoteParticipant) => {
    if (participant.identity === leg.identity) gone.abort(new Error('The leg left the room.'));
  };
  room.on(RoomEvent.ParticipantDisconnected, left);
  const active = untilRoom(
    room,
    () => leg.attributes[SIP.status] === 'active',
    AbortSignal.any([signal, gone.signal]),
  ).finally(() => room.off(RoomEvent.ParticipantDisconnected, left));
  // Whoever does not wait for it, because the call ended before, need not hear of it.
  active.catch(() => undefined);
  return active;
}
