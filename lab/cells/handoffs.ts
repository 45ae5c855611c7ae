import { callerSays } from '../../test/live/caller-voice.ts';
import type { Reply } from '../../speech/embedded/conversation.ts';
import type { HandoffFault } from '../../protocol/call-event.ts';
import type { WayFault } from '../providers/backend-way.ts';
import { CALLER, SAYS, TO_BILLING, usualMind } from '../script.ts';
import type { Cell } from '../table-shapes.ts';

/** The voice of the announcement: Riley's, by the embedded name of the providers' one. */
const RILEYS_VOICE = { voice: 'slt', after_ms: 0 };

const COMMITTED: Cell['expect'] = {
  verdict: 'none',
  ending: 'caller',
  heard: [SAYS.greeting, SAYS.announcement, SAYS.billing],
  events: ['handoff_requested', 'handoff_committed'],
  noEvents: ['handoff_rolled_back'],
};

const REACHED = 'I am sorry, I could not reach Morgan just now. I am still here; let me help you.';
const NAMELESS = 'I am sorry, I could not connect you just now. I am still here; let me help you.';

/** The model calls these tools together, once. */
export function batch(calls: Reply['calls'], expect: Partial<Cell['expect']> = {}): Cell {
  return {
    script: (script) => {
      script.mind = (request) => {
        const usual = usualMind(request);
        return usual?.calls?.length ? { calls } : usual;
      };
    },
    play: async (play) => {
      await play.asks(CALLER.invoice);
      await play.untilOpened();
    },
    goesOn: true,
    expect: { ...COMMITTED, ...expect },
  };
}

export { TO_BILLING };

/** Whoever begins that late may begin after the announcement, and then talks over the opening. */
const AT_THE_SEAM = 7;

/** The caller talks over the announcement of a handoff, so many tenths into it. */
export function bargeIn(tenths: number): Cell {
  const heard = tenths < AT_THE_SEAM ? [SAYS.billing] : [SAYS.announcement, SAYS.goesOn];
  return {
    play: async (play) => {
      const { duration_ms } = await callerSays(SAYS.announcement, RILEYS_VOICE);
      const began = await play.begins(await play.asks(CALLER.invoice));
      await play.reaches(began + (duration_ms * tenths) / 10);
      await play.asks(CALLER.interrupts);
      await play.untilOpened();
    },
    goesOn: true,
    expect: { ...COMMITTED, heard: [SAYS.greeting, ...heard] },
  };
}

/** The target's bundle comes late, and the handoff waits for it. */
export function slowBundle(waits_ms: number): Cell {
  return {
    bundles: { handoff: { waits_ms } },
    play: async (play) => {
      await play.asks(CALLER.invoice);
      await play.untilOpened();
    },
    goesOn: true,
    expect: COMMITTED,
  };
}

/** The target's bundle does not come: the character is still there and says so. */
export function noBundle(handoff: WayFault, fault: HandoffFault): Cell {
  return {
    bundles: { handoff },
    play: async (play) => {
      await play.asks(CALLER.invoice);
      await play.untilEvent('handoff_rolled_back');
      await play.untilQuiet();
    },
    goesOn: true,
    expect: {
      verdict: 'none',
      ending: 'caller',
      heard: [SAYS.greeting, NAMELESS],
      notHeard: [SAYS.billing],
      events: [`handoff_rolled_back:${fault}`],
      noEvents: ['handoff_committed'],
    },
  };
}

/** The voice of the target is out of order: nothing of the swap was heard. */
export const noVoice: Cell = {
  play: async (play) => {
    await play.begins(await play.asks(CALLER.invoice));
    await play.untilEvent('handoff_rolled_back');
    await play.untilQuiet();
  },
  script: (script) => {
    script.muteVoice = 'onyx';
  },
  goesOn: true,
  expect: {
    verdict: 'none',
    ending: 'caller',
    heard: [SAYS.greeting, REACHED],
    notHeard: [SAYS.billing],
    events: ['handoff_rolled_back:prepare_failed'],
    noEvents: ['handoff_committed'],
  },
};
