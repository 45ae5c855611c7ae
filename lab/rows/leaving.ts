/* Callers who leave, to a person or for good. */
import * as leave from '../cells/hang-ups.ts';
import {
  dialFails,
  dialTaken,
  referFails,
  referRefused,
  referTaken,
  switchDoes,
} from '../cells/transfers.ts';
import { machineAnswers } from '../cells/voicemail.ts';
import type { Channel } from '../result.ts';
import { doesNotApply, type Cell, type Row } from '../table-shapes.ts';
import { everywhere, row } from './row.ts';

const NO_STATUS = doesNotApply('a switch takes its call or says nothing; it has no SIP status');
const NO_REFER = doesNotApply('a page has no leg to refer: the person is dialled into the room');
const NO_DIAL = doesNotApply('a telephone is referred; nobody is dialled');
const STREAM_NO_DIAL = doesNotApply('the switch of a stream is asked; nobody is dialled');

export const TRANSFERS: readonly Row[] = [
  row(
    'transfer',
    'taken',
    'The transfer is taken',
    {
      telephone: referTaken({ ok: true }, 'bridged'),
      browser: dialTaken(),
      stream: switchDoes(({ peer }) => peer.stop('transferred'), 'bridged'),
    },
    'browser',
  ),
  row(
    'transfer',
    'busy-486',
    'The person is busy (486)',
    {
      telephone: referFails({ sip_status: 486, delay_ms: 300 }, 'busy'),
      browser: dialFails({ sip_status: 486, rings_ms: 500 }, 'busy'),
      stream: NO_STATUS,
    },
    'telephone',
  ),
  row('transfer', 'unavailable-480', 'The person is not there (480)', {
    telephone: referFails({ sip_status: 480, delay_ms: 300 }, 'no_answer'),
    browser: dialFails({ sip_status: 480, rings_ms: 500 }, 'no_answer'),
    stream: NO_STATUS,
  }),
  row('transfer', 'no-answer-408', 'Nobody answers (408)', {
    telephone: referFails({ sip_status: 408, delay_ms: 1500 }, 'no_answer'),
    browser: dialFails({ sip_status: 408, rings_ms: 1500 }, 'no_answer'),
    stream: NO_STATUS,
  }),
  row('transfer', 'declined-603', 'The person says no (603)', {
    telephone: referFails({ sip_status: 603, delay_ms: 1500 }, 'declined'),
    browser: dialFails({ sip_status: 603, rings_ms: 1500 }, 'declined'),
    stream: NO_STATUS,
  }),
  row('transfer', 'policy-603', 'The trunk refuses at once (603)', {
    telephone: referRefused({ sip_status: 603 }, 'ST_policy'),
    browser: NO_REFER,
    stream: NO_STATUS,
  }),
  row(
    'transfer',
    'refused-405',
    'The trunk knows no REFER (405)',
    {
      telephone: referRefused({ sip_status: 405 }, 'ST_knows_none'),
      browser: NO_REFER,
      stream: NO_STATUS,
    },
    'telephone',
  ),
  row('transfer', 'pending-491', 'The REFER meets another request, twice (491)', {
    telephone: referFails({ sip_status: 491 }, 'failed', 2),
    browser: NO_REFER,
    stream: NO_STATUS,
  }),
  row(
    'transfer',
    'notify-lost',
    'The last word about the transfer is lost',
    {
      telephone: referFails('silent', 'unknown'),
      browser: dialFails('no_answer', 'no_answer'),
      stream: switchDoes(() => undefined, 'accepted_unconfirmed'),
    },
    'stream',
  ),
  row('transfer', 'bye-first', 'The leg is gone before the last word', {
    telephone: referTaken({ ok: true, bye: 'before' }, 'accepted_unconfirmed'),
    browser: NO_REFER,
    stream: switchDoes(({ peer }) => peer.breakOff(), 'accepted_unconfirmed'),
  }),
];

const hangUp = (
  moment: string,
  title: string,
  cell: Cell | Row['cells'],
  ...short: Channel[]
): Row => {
  const cells = 'play' in cell ? everywhere(cell) : cell;
  return row('hang-up', `hang-up-${moment}`, `The caller hangs up ${title}`, cells, ...short);
};

export const HANG_UPS: readonly Row[] = [
  hangUp('greeting', 'in the greeting', leave.inTheGreeting),
  hangUp('greeted', 'after the greeting', leave.afterTheGreeting),
  hangUp('thinking', 'while the model thinks', leave.whileTheModelThinks),
  hangUp('answer', 'in an answer', leave.inAnAnswer),
  hangUp('announcement', 'in the announcement of a handoff', leave.inAnAnnouncement, 'stream'),
  hangUp('new-voice', 'when the next character begins', leave.inTheNewVoice),
  hangUp('before-transfer', 'in the announcement of a transfer', leave.beforeATransfer),
  hangUp('referring', 'while the REFER is out', {
    telephone: leave.whileReferring,
    browser: NO_REFER,
    stream: doesNotApply('the gateway says at once that the request has left'),
  }),
  hangUp(
    'ringing',
    'while the person’s telephone rings',
    { telephone: NO_DIAL, browser: leave.whileItRings, stream: STREAM_NO_DIAL },
    'browser',
  ),
];

export const VOICEMAIL = row(
  'voicemail',
  'voicemail',
  'A machine answers instead of the person',
  everywhere(machineAnswers),
  'telephone',
);
