import { type Excuse, readApology } from '../config/kept-apology.ts';
import { within } from '../config/within.ts';
import type { DisconnectedBy } from '../protocol/call-event.ts';
import type { Call } from './call.ts';
import { showAllBusy } from './livekit/room.ts';
import { sayApology } from './livekit/spoken-apology.ts';

/** Milliseconds in which the sentence has been said; a caller who is not there hears none of it. */
const SAID_LIMIT_MS = 30_000;

/** Endings after which the room is not ours to close: nobody is left, or somebody goes on in it. */
const ROOM_STAYS: readonly DisconnectedBy[] = ['caller', 'worker_lost', 'transfer'];

/** The caller who still hears us is let go with the room; one who hung up needs nothing more. */
export async function letGo({ ctx }: Call, by: DisconnectedBy): Promise<void> {
  if (!ROOM_STAYS.includes(by) && !ctx.isFakeJob) await ctx.deleteRoom();
  ctx.shutdown(by);
}

/** One honest sentence when nobody can answer, from audio that was made beforehand. */
export async function apologise(
  { ctx, env, report }: Call,
  excuse: Excuse = 'fault',
): Promise<void> {
  if (ctx.isFakeJob) return;
  try {
    if (excuse === 'all_lines_busy') await showAllBusy(ctx.room);
    const apology = await readApology(env.BATON_DATA_DIR, excuse);
    if (apology) await within(sayApology(ctx.room, apology), SAID_LIMIT_MS, 'The apology');
  } catch (fault) {
    report('The apology could not be said.', fault);
  }
}
