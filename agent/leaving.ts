import type { DisconnectedBy } from '../protocol/call-event.ts';
import { readApology } from './apology.ts';
import type { Call } from './call.ts';
import { sayApology } from './livekit/spoken-apology.ts';

/** Endings after which the room is not ours to close: nobody is left, or somebody goes on in it. */
const ROOM_STAYS: readonly DisconnectedBy[] = ['caller', 'worker_lost', 'transfer'];

/** The caller who still hears us is let go with the room; one who hung up needs nothing more. */
export async function letGo({ ctx }: Call, by: DisconnectedBy): Promise<void> {
  if (!ROOM_STAYS.includes(by) && !ctx.isFakeJob) await ctx.deleteRoom();
  ctx.shutdown(by);
}

/** One honest sentence when nobody can answer, from audio that was made beforehand. */
export async function apologise({ ctx, env, report }: Call): Promise<void> {
  try {
    const apology = await readApology(env.BATON_DATA_DIR);
    if (apology && !ctx.isFakeJob) await sayApology(ctx.room, apology);
  } catch (fault) {
    report('The apology could not be said.', fault);
  }
}
