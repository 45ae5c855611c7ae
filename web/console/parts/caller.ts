import type { CallSummary } from '../../../protocol/call-record.ts';
import { CHANNEL_WORDS } from './words.ts';

/** Who calls, as far as it is known. */
export function callerOf({
  caller_id,
  channel,
}: Pick<CallSummary, 'caller_id' | 'channel'>): string {
  if (caller_id) return caller_id;
  return channel === 'web' ? 'Page visitor' : `A caller (${CHANNEL_WORDS[channel]})`;
}
