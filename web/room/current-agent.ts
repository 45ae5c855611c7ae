import { DESK_ATTRIBUTE } from '../../protocol/desk.ts';
import { readAgentNotice } from './agent-notice.ts';
import { isNewer, type Place } from './notice-order.ts';

export interface RoomParticipant {
  readonly identity: string;
  readonly isAgent: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

const UNSAID = { epoch: -1, seq: -1 };

interface RoomPerson {
  readonly kind: number;
  readonly name?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Name of the person on a telephone or at the desk in this room; only the server makes participants
 * of that kind, and gives that attribute.
 */
export function personIn(participants: Iterable<RoomPerson>): string | undefined {
  const people = [...participants];
  const called = people.find(({ kind }) => kind === SIP_KIND);
  return called ? nameOf(called, 'somebody on the telephone') : personOfDesk(people);
}

/** Name of the person at the desk who is in this room. */
export function personOfDesk(participants: Iterable<RoomPerson>): string | undefined {
  const person = [...participants].find((one) => isOfDesk(one));
  return person && nameOf(person, 'our desk');
}

export function isOfDesk({ attributes }: Pick<RoomPerson, 'attributes'>): boolean {
  return attributes[DESK_ATTRIBUTE] !== undefined;
}

function nameOf({ name }: RoomPerson, otherwise: string): string {
  return name?.trim().slice(0, 80) || otherwise;
}

/** `ParticipantInfo.Kind` of LiveKit. */
const SIP_KIND = 3;

/**
 * Who speaks for the deployment in this room: the participant of kind agent with the newest notice.
 * During a takeover there are two of them for a moment, and the older one is no longer believed.
 */
export function currentAgent<P extends RoomParticipant>(participants: Iterable<P>): P | undefined {
  let best: P | undefined;
  let bestNotice: Place = UNSAID;
  for (const participant of participants) {
    if (!participant.isAgent) continue;
    const notice = readAgentNotice(participant.attributes) ?? UNSAID;
    if (best === undefined || isNewer(notice, bestNotice)) {
      best = participant;
      bestNotice = notice;
    }
  }
  return best;
}
