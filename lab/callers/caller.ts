import type { CallRecord } from '../../protocol/call-record.ts';
import type { Talker } from '../../test/live/phone-talk.ts';
import type { Channel } from '../result.ts';

/** Somebody on the line, however the call came in. */
export interface Caller extends Talker {
  readonly channel: Channel;
  /** Resolves when so much has been heard. */
  readonly untilPosition: (position_ms: number) => Promise<number>;
  /** The call as the store tells it; waits until it fits. */
  readonly record: (fits: (record: CallRecord) => boolean) => Promise<CallRecord>;
  readonly hangUp: () => Promise<void>;
  /** The line breaks, and nothing is said about it. */
  readonly breakOff: () => Promise<void>;
}
