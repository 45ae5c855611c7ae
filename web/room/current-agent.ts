import { readAgentNotice } from './agent-notice.ts';
import { isNewer, type Place } from './notice-order.ts';

export interface RoomParticipant {
  readonly identity: string;
  readonly isAgent: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

const UNSAID = { epoch: -1, seq: -1 };

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
