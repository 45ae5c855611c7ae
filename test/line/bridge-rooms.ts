import { setTimeout as pause } from 'node:timers/promises';
import { RoomServiceClient } from 'livekit-server-sdk';
import type { LivekitAccess } from '../../stack/livekit-access.ts';

const ASK_EVERY_MS = 50;
const LIMIT_MS = 20_000;

/** A call as the server's list of participants has it. */
export interface SipParticipant {
  readonly room: string;
  readonly identity: string;
  readonly name: string;
  readonly metadata: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Finds the participant of a call by its `sip.callID`, which is the bridge's tag in the call's dialog. */
export type FindParticipant = (sip_call_id: string) => Promise<SipParticipant>;

export function participantsOf({ url, key, secret }: LivekitAccess): FindParticipant {
  const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret);
  const look = async (sip_call_id: string): Promise<SipParticipant | undefined> => {
    for (const room of await rooms.listRooms()) {
      // A room may be gone between the two questions.
      const there = await rooms.listParticipants(room.name).catch(() => []);
      const found = there.find(({ attributes }) => attributes['sip.callID'] === sip_call_id);
      if (!found) continue;
      const { identity, name, metadata, attributes } = found;
      return { room: room.name, identity, name, metadata, attributes };
    }
    return undefined;
  };
  return async (sip_call_id) => {
    const end = performance.now() + LIMIT_MS;
    while (performance.now() < end) {
      const found = await look(sip_call_id);
      if (found) return found;
      await pause(ASK_EVERY_MS);
    }
    throw new Error(`The bridge brought no participant for the call ${sip_call_id}`);
  };
}
