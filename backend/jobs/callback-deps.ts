import type { Logger } from '../../config/log.ts';
import type { DialingPolicy } from '../../protocol/dialing.ts';
import type { LiveKit } from '../livekit.ts';
import type { Store } from '../store/store.ts';

/** What callbacks stand on. */
export interface CallbackDeps {
  store: Store;
  livekit: Pick<LiveKit, 'dispatch' | 'dispatched' | 'present' | 'endRoom'>;
  log: Logger;
  dialing: DialingPolicy;
  frontDesk: string;
  /** Calls under way at once, of all backends on one store together. */
  atOnce: number;
  /** Calls of any kind at once: while all lines are busy, nobody is called back. */
  mostCalls: number;
  now: () => Date;
}
