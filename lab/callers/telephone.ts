import { untilRecord } from '../../test/live/call-records.ts';
import type { House } from '../house.ts';
import type { Leg } from '../../test/line/leg.ts';
import type { Caller } from './caller.ts';

const DID = '+15105550123';

export interface PhoneCaller extends Caller {
  readonly channel: 'telephone';
  readonly leg: Leg;
}

/** Somebody calls from a telephone; resolves when it rings. */
export async function telephoneCaller(
  house: House,
  number: string,
  trunk?: string,
): Promise<PhoneCaller> {
  const leg = await house.line.call({
    from: number,
    to: DID,
    ...(trunk !== undefined && { trunk_id: trunk }),
  });
  return {
    channel: 'telephone',
    leg,
    active: leg.active,
    left: leg.left,
    heard: leg.heard,
    position_ms: leg.position_ms,
    untilSound: leg.untilSound,
    untilSilence: leg.untilSilence,
    speak: leg.speak,
    untilPosition: leg.untilPosition,
    record: (fits) => untilRecord(house.stack, { room: leg.room }, fits),
    hangUp: leg.hangUp,
    // A telephone whose line breaks sends no BYE: to the room it is the bridge that leaves.
    breakOff: leg.hangUp,
  };
}
