import { SAYS, CALLER } from '../script.ts';
import type { Play } from '../play.ts';
import type { Cell } from '../table-shapes.ts';

/** Into a sentence, so far that it is one. */
const INTO_MS = 700;

type Moment = Pick<Cell, 'fromTheStart' | 'line'> & {
  readonly until: (play: Play) => Promise<void>;
  readonly expect?: Partial<Cell['expect']>;
};

/** The caller hangs up at a moment, and the call ends by the caller. */
function hangsUpAt({ until, expect, ...cell }: Moment): Cell {
  return {
    ...cell,
    play: async (play) => {
      await until(play);
      await play.hangsUp();
      await play.untilEnded();
    },
    expect: { verdict: 'none', ending: 'caller', heard: [SAYS.greeting], ...expect },
  };
}

async function into(play: Play, from_ms: number): Promise<void> {
  const began = await play.begins(from_ms);
  await play.reaches(began + INTO_MS);
}

export const inTheGreeting = hangsUpAt({
  fromTheStart: true,
  until: (play) => into(play, 0),
  expect: { heard: [] },
});

export const afterTheGreeting = hangsUpAt({ until: () => Promise.resolve() });

export const whileTheModelThinks = hangsUpAt({
  until: async (play) => {
    await play.asks(CALLER.hours);
  },
  expect: { notHeard: [SAYS.hours] },
});

export const inAnAnswer = hangsUpAt({
  until: async (play) => into(play, await play.asks(CALLER.hours)),
});

export const inAnAnnouncement = hangsUpAt({
  until: async (play) => into(play, await play.asks(CALLER.invoice)),
  expect: {
    notHeard: [SAYS.billing],
    events: ['handoff_requested'],
    noEvents: ['handoff_committed'],
  },
});

export const inTheNewVoice = hangsUpAt({
  until: async (play) => {
    await play.asks(CALLER.invoice);
    await play.untilEvent('handoff_committed');
  },
  expect: { events: ['handoff_committed'] },
});

export const beforeATransfer = hangsUpAt({
  until: async (play) => into(play, await play.asks(CALLER.sales)),
  expect: { noEvents: ['transfer_sent', 'transfer_failed'] },
});

/** A REFER is out: the peer would say in four seconds that nobody answers. */
export const whileReferring = hangsUpAt({
  line: { refer: { sip_status: 480, delay_ms: 4000 } },
  until: async (play) => {
    await play.asks(CALLER.sales);
    await play.line.untilTransfer();
    play.did('REFER');
  },
  expect: { verdict: 'accepted_unconfirmed', ending: 'transfer', events: ['transfer_sent'] },
});

export const whileItRings = hangsUpAt({
  line: { dial: 'no_answer' },
  until: async (play) => {
    await play.asks(CALLER.sales);
    await play.line.untilDial();
    play.did('dialled');
  },
  expect: { verdict: 'caller_left', events: ['transfer_sent', 'transfer_failed'] },
});
