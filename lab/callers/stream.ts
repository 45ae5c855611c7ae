import { setTimeout as pause } from 'node:timers/promises';
import { within } from '../../config/within.ts';
import { gatewayUrl } from '../../config/env.ts';
import { untilRecord } from '../../test/live/call-records.ts';
import { StreamPeer } from '../../test/live/stream-peer.ts';
import { GATEWAY_KEY, type House } from '../house.ts';
import type { Caller } from './caller.ts';

const CLOSE_AFTER_MS = 2_000;
const LEAVE_LIMIT_MS = 10_000;
const DID = '+15105550123';

export interface StreamCaller extends Caller {
  readonly channel: 'stream';
  readonly peer: StreamPeer;
}

/** A telephony platform streams somebody's call. */
export async function streamCaller(house: House, number: string): Promise<StreamCaller> {
  const peer = await StreamPeer.connect(gatewayUrl(house.stack.env), GATEWAY_KEY, {
    callerId: number,
    did: DID,
  });
  return {
    channel: 'stream',
    peer,
    active: peer.active,
    left: peer.left,
    heard: () => peer.heard(),
    position_ms: () => peer.position_ms(),
    untilSound: (wait) => peer.untilSound(wait),
    untilSilence: (silence_ms, wait) => peer.untilSilence(silence_ms, wait),
    speak: (sound) => peer.speak(sound),
    untilPosition: (ms) => peer.untilPosition(ms),
    record: (fits) => untilRecord(house.stack, { caller_id: number }, fits),
    hangUp: async () => {
      peer.stop('hangup');
      // A switch that has taken its call closes the connection itself.
      await Promise.race([peer.left, pause(CLOSE_AFTER_MS, undefined, { ref: false })]);
      peer.hangUp();
      await within(peer.left, LEAVE_LIMIT_MS, 'The end of the connection');
    },
    breakOff: async () => {
      peer.breakOff();
      await peer.left;
    },
  };
}
