import { startEar, type Ear } from '../../bench/providers/deepgram.ts';
import { Latencies } from '../../bench/providers/latencies.ts';
import { CHARACTERS } from '../../bench/providers/metadata.ts';
import { startMindAndVoice } from '../../bench/providers/openai.ts';
import { ReadyVoices } from '../../bench/providers/ready-voices.ts';
import { gatewayUrl } from '../../config/env.ts';
import { StopList } from '../../stack/stop-list.ts';
import { startTestStack, type TestStack } from '../live/stack.ts';
import { StreamPeer } from '../live/stream-peer.ts';

const KEY = 'key-of-the-platform-under-load';

/** The whole with scripted providers, and callers who stream. */
export interface LoadHouse {
  readonly stack: TestStack;
  /** What every caller who speaks is understood to say. */
  readonly ear: Ear;
  readonly call: () => Promise<StreamPeer>;
  readonly numberOf: (caller: StreamPeer) => string;
  readonly stop: () => Promise<void>;
}

export async function openLoadHouse(most: number): Promise<LoadHouse> {
  const [stops, latencies, voices] = [new StopList(), new Latencies(), new ReadyVoices()];
  stops.add('voices', () => voices.close());
  try {
    const mind = await startMindAndVoice(latencies, voices);
    stops.add('mind', mind.close);
    const ear = await startEar();
    stops.add('ear', ear.close);
    const stack = await startTestStack({
      speech: { openai: mind.url, deepgram: ear.url },
      charactersDir: CHARACTERS,
      env: {
        BATON_MOST_CALLS: String(most),
        BATON_GATEWAY_KEYS: KEY,
        BATON_LOG_LEVEL: 'info',
        // Whoever has got through waits in silence for the others.
        BATON_SILENCE_AFTER_S: '0',
        // An hour of talk is no call that was forgotten.
        BATON_LONGEST_CALL_MIN: '0',
      },
    });
    stops.add('stack', stack.stop);
    const numbers = new Map<StreamPeer, string>();
    return {
      stack,
      ear,
      numberOf: (caller) => numbers.get(caller)!,
      call: async () => {
        const callerId = `+1415556${String(1000 + numbers.size)}`;
        const caller = await StreamPeer.connect(gatewayUrl(stack.env), KEY, { callerId });
        numbers.set(caller, callerId);
        return caller;
      },
      stop: () => stops.stopAll(),
    };
  } catch (fault) {
    await stops.stopAll();
    throw fault;
  }
}
