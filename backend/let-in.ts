import type { Channel } from '../protocol/names.ts';
import type { AppDeps } from './app-deps.ts';
import type { Refusal } from './problem.ts';
import { allLinesBusy } from './store/call-limit.ts';
import type { Tx } from './store/store.ts';

/** Who calls us: a call that we place ourselves was counted before, and a console holds no line. */
const COMES_IN: readonly Channel[] = ['web', 'sip_inbound', 'sip_attach', 'websocket', 'exotel'];

export const BUSY: Refusal = {
  refused: 'all_lines_busy',
  because: 'As many calls go on as may at once (BATON_MOST_CALLS). Call again in a minute.',
};

/** Why a call that begins is turned away now; null: it is let in once the transaction is done. To be asked under `lockOpening`. */
export async function turnedAway(
  tx: Tx,
  { mostCalls, log }: Pick<AppDeps, 'mostCalls' | 'log'>,
  channel: Channel,
): Promise<Refusal | null> {
  if (!COMES_IN.includes(channel)) return null;
  if (!(await allLinesBusy(tx, mostCalls))) return null;
  log.warn({ channel, most_calls: mostCalls }, 'A caller was turned away: all lines are busy.');
  return BUSY;
}
