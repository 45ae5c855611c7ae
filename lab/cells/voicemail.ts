import { isMachine } from '../../test/live/person-acts.ts';
import { personsPhone } from '../../test/line/persons-phone.ts';
import { CALLER } from '../script.ts';
import type { Cell } from '../table-shapes.ts';

const MACHINE = 'You have reached the voicemail of Jamie. Please leave a message after the tone.';

/** The person who is to be asked first does not pick up: a machine does. */
export const machineAnswers: Cell = {
  line: { dial: personsPhone({ rings_ms: 700, then: [isMachine(MACHINE)] }).onDial },
  play: async (play) => {
    await play.asks(CALLER.jamie);
    await play.line.untilDial();
    play.did('dialled');
    play.script.understood = MACHINE;
    await play.untilEvent('transfer_judged');
    play.did('judged');
    await play.hears(play.caller.position_ms() - 300, 1500);
  },
  goesOn: true,
  expect: {
    verdict: 'voicemail',
    ending: 'caller',
    heard: [
      'One moment, I am asking Jamie whether they can take your call.',
      'I am sorry, I only reach the voicemail of Jamie.',
    ],
    events: ['transfer_sent', 'transfer_failed', 'transfer_judged:voicemail'],
  },
};
