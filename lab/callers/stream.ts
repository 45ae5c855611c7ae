import { gatewayUrl } from '../../config/env.ts';
import { untilRecord } from '../../test/live/call-records.ts';
import { StreamPeer } from '../../test/live/stream-peer.ts';
import { GATEWAY_KEY, type House } from '../house.ts';
import type { Caller } from './caller.ts';

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
      await peer.left;
    },
    breakOff: async () => {
      peer.breakOff();
      await peer.left;
    },
  };
}
