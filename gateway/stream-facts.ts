import type { StartFrame } from '../protocol/telephony-frame.ts';
import type { StreamFacts } from './room-call.ts';

/** Who calls, for the worker: `provider: exotel` makes the channel, the rest are headers. */
export function factsOf({ callerId, did, customParameters }: StartFrame): StreamFacts {
  const { provider, ...others } = customParameters;
  const headers = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [name, String(value)]),
  );
  return {
    channel: String(provider).toLowerCase() === 'exotel' ? 'exotel' : 'websocket',
    ...(callerId && { caller_id: callerId }),
    ...(did && { did }),
    ...(Object.keys(headers).length > 0 && { headers }),
  };
}
