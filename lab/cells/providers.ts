import { CALLER, SAYS, type Fault, type Request } from '../script.ts';
import type { Cell } from '../table-shapes.ts';

/** The framework asks a provider four times before it gives a turn up. */
const A_WHOLE_TURN = 4;
/** Milliseconds for which nobody says anything where a turn was given up. */
const GIVEN_UP_MS = 6000;

const GOES_ON: Cell['expect'] = { verdict: 'none', ending: 'caller', heard: [SAYS.greeting] };

/** A fault of the model that is over before anybody notices: the caller is answered. */
export function passes(fault: Fault): Cell {
  return {
    play: async (play) => {
      play.script.breaks('chat', fault);
      await play.hears(await play.asks(CALLER.hours));
    },
    goesOn: true,
    expect: { ...GOES_ON, heard: [SAYS.greeting, SAYS.hours] },
  };
}

/** A fault that costs the caller this turn, and not the call: they are asked to say it again. */
export function costsATurn(kind: Request, fault: Fault, times = A_WHOLE_TURN): Cell {
  return {
    play: async (play) => {
      play.script.breaks(kind, fault, times);
      await play.begins(await play.asks(CALLER.hours));
      await play.untilQuiet();
    },
    goesOn: true,
    expect: { ...GOES_ON, heard: [SAYS.greeting, SAYS.lost] },
  };
}

/**
 * A fault of the voice of which nobody can say a word: it meets the excuse as well, or it looks like a
 * sound that is complete.
 */
export function passesInSilence(fault: Fault, times = 1): Cell {
  return {
    play: async (play) => {
      play.script.breaks('speech', fault, times);
      await play.reaches((await play.asks(CALLER.hours)) + GIVEN_UP_MS);
    },
    goesOn: true,
    expect: GOES_ON,
  };
}

/** The connection to the recogniser breaks in the middle of the call. */
export const earCloses: Cell = {
  play: async (play) => {
    play.script.dropEars();
    play.did('the recogniser is gone');
    await play.reaches(play.caller.position_ms() + 3000);
  },
  goesOn: true,
  expect: GOES_ON,
};
