import { randomUUID } from 'node:crypto';
import { fixedDestination } from '../call/dialing.ts';
import type { Variables } from '../protocol/context.ts';
import type { DialingPolicy } from '../protocol/dialing.ts';
import type { LiveKit } from './livekit.ts';
import type { Refusal } from './problem.ts';
import type { CharacterVersion } from './store/character-versions.ts';
import { addSession, type SessionRow } from './store/sessions.ts';
import type { Db } from './store/store.ts';

/** A call out before anybody dials. */
export interface CallOut {
  /** As policy lets it be dialled. */
  number: string;
  /** Who speaks to whoever answers. */
  lead: CharacterVersion;
  /** The newest character version. */
  pin: number;
  variables?: Variables;
  verified?: Variables;
  visitor?: Variables;
}

/** The number as policy lets it be dialled, or why it is not. */
export function dialable(number: string, dialing: DialingPolicy): { number: string } | Refusal {
  if (!dialing.outbound_trunk) {
    return { refused: 'not_dialled', because: 'config/dialing.yaml names no outbound_trunk.' };
  }
  const found = fixedDestination(number, dialing);
  if ('refused' in found) return { refused: 'not_dialled', because: found.refused };
  if (found.number === null) {
    const because = 'The outbound trunk does not reach that host (outbound_hosts).';
    return { refused: 'not_dialled', because };
  }
  return { number: found.number };
}

/** The session of a call out, in a room of its own. Nobody is asked to dial yet. */
export function addCallOut(db: Db, call: CallOut, now: Date): Promise<SessionRow> {
  const { number, lead, pin, ...known } = call;
  const { slug, workspace } = lead.character;
  const room = `call-${randomUUID()}`;
  const session = { workspace, channel: 'sip_outbound' as const, room, first_character: slug, pin };
  return addSession(db, { ...session, caller_id: number, ...known }, now);
}

/** Asks a worker to dial; its first word waits for the answer. Throws when the server is not there. */
export async function askToDial(
  livekit: Pick<LiveKit, 'dispatch'>,
  { session_id, room }: Pick<SessionRow, 'session_id' | 'room'>,
  number: string,
): Promise<void> {
  await livekit.dispatch(room, { session_id, dial: number });
}
