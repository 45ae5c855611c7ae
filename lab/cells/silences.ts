import { CALLER, SAYS } from '../script.ts';
import type { Cell } from '../table-shapes.ts';

const QUIET_MS = 12_000;

/** Something was said, and the recogniser makes nothing of it. */
export const nothingUnderstood: Cell = {
  play: async (play) => {
    const asked = await play.asks(CALLER.hours, '');
    await play.reaches(asked + 5000);
  },
  goesOn: true,
  expect: { verdict: 'none', ending: 'caller', heard: [SAYS.greeting] },
};

/** Nobody says anything after the greeting. */
export const neverSpeaks: Cell = {
  play: async (play) => {
    await play.reaches(play.caller.position_ms() + QUIET_MS);
    await play.hangsUp();
    await play.untilEnded();
  },
  expect: { verdict: 'none', ending: 'caller', heard: [SAYS.greeting] },
  remark: 'The call goes on: nobody asks whether the caller is still there.',
};
