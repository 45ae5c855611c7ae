import type { WayFault } from '../providers/backend-way.ts';
import { SAYS } from '../script.ts';
import type { Cell } from '../table-shapes.ts';

const APOLOGY =
  'I am sorry, we cannot take your call right now because of a technical problem. Please call again in a few minutes.';

/** The call's first bundle comes late; the caller is greeted all the same. */
export function slowOpening(waits_ms: number): Cell {
  return {
    bundles: { opening: { waits_ms } },
    play: () => Promise.resolve(),
    goesOn: true,
    expect: { verdict: 'none', ending: 'caller', heard: [SAYS.greeting], events: ['call_started'] },
  };
}

/** The call's first bundle does not come: one honest sentence, and the call is over. */
export function noOpening(opening: WayFault): Cell {
  return {
    bundles: { opening },
    fromTheStart: true,
    play: async (play) => {
      await play.begins(0);
      await play.isLeft();
    },
    unrecorded: true,
    expect: { verdict: 'none', ending: 'error', heard: [APOLOGY], notHeard: [SAYS.greeting] },
  };
}
