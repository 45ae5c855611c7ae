import { bargeIn, batch, noBundle, noVoice, slowBundle, TO_BILLING } from './cells/handoffs.ts';
import * as leave from './cells/hang-ups.ts';
import { noOpening, slowOpening } from './cells/openings.ts';
import { costsATurn, earCloses, passes } from './cells/providers.ts';
import { neverSpeaks, nothingUnderstood } from './cells/silences.ts';
import {
  dialFails,
  dialTaken,
  referFails,
  referRefused,
  referTaken,
  switchDoes,
} from './cells/transfers.ts';
import { machineAnswers } from './cells/voicemail.ts';
import { CHANNELS } from './result.ts';
import { doesNotApply, type Cell, type Row } from './table-shapes.ts';

const NO_STATUS = doesNotApply('a switch takes its call or says nothing; it has no SIP status');
const NO_REFER = doesNotApply('a page has no leg to refer: the person is dialled into the room');
const NO_DIAL = doesNotApply('a telephone is referred; nobody is dialled');
const STREAM_NO_DIAL = doesNotApply('the switch of a stream is asked; nobody is dialled');

const everywhere = (cell: Cell): Row['cells'] => ({ telephone: cell, browser: cell, stream: cell });

const TRANSFERS: Row[] = [
  {
    fault: 'taken',
    kind: 'transfer',
    title: 'The transfer is taken',
    cells: {
      telephone: referTaken({ ok: true }, 'bridged'),
      browser: dialTaken(),
      stream: switchDoes(({ peer }) => peer.stop('transferred'), 'bridged'),
    },
    short: ['browser'],
  },
  {
    fault: 'busy-486',
    kind: 'transfer',
    title: 'The person is busy (486)',
    cells: {
      telephone: referFails({ sip_status: 486, delay_ms: 300 }, 'busy'),
      browser: dialFails({ sip_status: 486, rings_ms: 500 }, 'busy'),
      stream: NO_STATUS,
    },
    short: ['telephone'],
  },
  {
    fault: 'unavailable-480',
    kind: 'transfer',
    title: 'The person is not there (480)',
    cells: {
      telephone: referFails({ sip_status: 480, delay_ms: 300 }, 'no_answer'),
      browser: dialFails({ sip_status: 480, rings_ms: 500 }, 'no_answer'),
      stream: NO_STATUS,
    },
  },
  {
    fault: 'no-answer-408',
    kind: 'transfer',
    title: 'Nobody answers (408)',
    cells: {
      telephone: referFails({ sip_status: 408, delay_ms: 1500 }, 'no_answer'),
      browser: dialFails({ sip_status: 408, rings_ms: 1500 }, 'no_answer'),
      stream: NO_STATUS,
    },
  },
  {
    fault: 'declined-603',
    kind: 'transfer',
    title: 'The person says no (603)',
    cells: {
      telephone: referFails({ sip_status: 603, delay_ms: 1500 }, 'declined'),
      browser: dialFails({ sip_status: 603, rings_ms: 1500 }, 'declined'),
      stream: NO_STATUS,
    },
  },
  {
    fault: 'policy-603',
    kind: 'transfer',
    title: 'The trunk refuses at once (603)',
    cells: {
      telephone: referRefused({ sip_status: 603 }, 'ST_policy'),
      browser: NO_REFER,
      stream: NO_STATUS,
    },
  },
  {
    fault: 'refused-405',
    kind: 'transfer',
    title: 'The trunk knows no REFER (405)',
    cells: {
      telephone: referRefused({ sip_status: 405 }, 'ST_knows_none'),
      browser: NO_REFER,
      stream: NO_STATUS,
    },
    short: ['telephone'],
  },
  {
    fault: 'pending-491',
    kind: 'transfer',
    title: 'The REFER meets another request, twice (491)',
    cells: {
      telephone: referFails({ sip_status: 491 }, 'failed', 2),
      browser: NO_REFER,
      stream: NO_STATUS,
    },
  },
  {
    fault: 'notify-lost',
    kind: 'transfer',
    title: 'The last word about the transfer is lost',
    cells: {
      telephone: referFails('silent', 'unknown'),
      browser: dialFails('no_answer', 'no_answer'),
      stream: switchDoes(() => undefined, 'accepted_unconfirmed'),
    },
    short: ['stream'],
  },
  {
    fault: 'bye-first',
    kind: 'transfer',
    title: 'The leg is gone before the last word',
    cells: {
      telephone: referTaken({ ok: true, bye: 'before' }, 'accepted_unconfirmed'),
      browser: NO_REFER,
      stream: switchDoes(({ peer }) => peer.breakOff(), 'accepted_unconfirmed'),
    },
  },
];

const hangUp = (fault: string, title: string, cell: Cell, more: Partial<Row> = {}): Row => ({
  fault: `hang-up-${fault}`,
  kind: 'hang-up',
  title: `The caller hangs up ${title}`,
  cells: everywhere(cell),
  ...more,
});

const HANG_UPS: Row[] = [
  hangUp('greeting', 'in the greeting', leave.inTheGreeting),
  hangUp('greeted', 'after the greeting', leave.afterTheGreeting),
  hangUp('thinking', 'while the model thinks', leave.whileTheModelThinks),
  hangUp('answer', 'in an answer', leave.inAnAnswer),
  hangUp('announcement', 'in the announcement of a handoff', leave.inAnAnnouncement, {
    short: ['stream'],
  }),
  hangUp('new-voice', 'when the next character begins', leave.inTheNewVoice),
  hangUp('before-transfer', 'in the announcement of a transfer', leave.beforeATransfer),
  hangUp('referring', 'while the REFER is out', leave.whileReferring, {
    cells: {
      telephone: leave.whileReferring,
      browser: NO_REFER,
      stream: doesNotApply('the gateway says at once that the request has left'),
    },
  }),
  hangUp('ringing', 'while the person’s telephone rings', leave.whileItRings, {
    cells: { telephone: NO_DIAL, browser: leave.whileItRings, stream: STREAM_NO_DIAL },
    short: ['browser'],
  }),
];

const VOICEMAIL: Row = {
  fault: 'voicemail',
  kind: 'voicemail',
  title: 'A machine answers instead of the person',
  cells: everywhere(machineAnswers),
  short: ['telephone'],
};

const REMEMBER = { name: 'remember', args: { variables: { account_id: '4711' } } };

const BATCHES: Row[] = [
  {
    fault: 'tool-after',
    kind: 'batch',
    title: 'A second tool ends after the handoff’s',
    cells: everywhere(
      batch([TO_BILLING, REMEMBER], { events: ['handoff_committed', 'variable_set'] }),
    ),
    short: ['telephone'],
  },
  {
    fault: 'tool-before',
    kind: 'batch',
    title: 'A second tool comes before the handoff’s',
    cells: everywhere(
      batch([REMEMBER, TO_BILLING], { events: ['handoff_committed', 'variable_set'] }),
    ),
  },
  {
    fault: 'handoff-twice',
    kind: 'batch',
    title: 'The model asks for the same handoff twice',
    cells: everywhere(batch([TO_BILLING, TO_BILLING])),
  },
  {
    fault: 'handoff-and-transfer',
    kind: 'batch',
    title: 'The model asks for a handoff and a transfer',
    cells: everywhere(
      batch([TO_BILLING, { name: 'transfer_call', args: { target: 'sales' } }], {
        noEvents: ['transfer_sent'],
      }),
    ),
  },
];

const BARGE_INS: Row[] = Array.from({ length: 9 }, (_, at) => ({
  fault: `barge-in-${at + 1}`,
  kind: 'barge-in',
  title: `The caller talks over the announcement at ${at + 1} tenths of it`,
  cells: everywhere(bargeIn(at + 1)),
  ...(at === 4 && { short: ['stream'] as const }),
}));

const METADATA: Row[] = [
  {
    fault: 'bundle-slow',
    kind: 'metadata',
    title: 'The next character’s metadata takes four seconds',
    cells: everywhere(slowBundle(4000)),
  },
  {
    fault: 'bundle-late',
    kind: 'metadata',
    title: 'The next character’s metadata does not come in time',
    cells: everywhere(noBundle({ waits_ms: 9000 }, 'backend_unavailable')),
  },
  {
    fault: 'bundle-invalid',
    kind: 'metadata',
    title: 'The next character’s metadata is nonsense',
    cells: everywhere(noBundle('nonsense', 'bad_bundle')),
    short: ['telephone'],
  },
  {
    fault: 'bundle-missing',
    kind: 'metadata',
    title: 'Nobody knows the next character (404)',
    cells: everywhere(noBundle({ status: 404, code: 'unknown_character' }, 'unknown_target')),
  },
  {
    fault: 'bundle-500',
    kind: 'metadata',
    title: 'The metadata’s service has an error (500)',
    cells: everywhere(noBundle({ status: 500 }, 'backend_unavailable')),
  },
  {
    fault: 'bundle-breaks',
    kind: 'metadata',
    title: 'The connection to the metadata breaks',
    cells: everywhere(noBundle('breaks', 'backend_unavailable')),
  },
  {
    fault: 'opening-slow',
    kind: 'metadata',
    title: 'The first character’s metadata takes a second and a half',
    cells: everywhere(slowOpening(1500)),
  },
  {
    fault: 'opening-invalid',
    kind: 'metadata',
    title: 'The first character’s metadata is nonsense',
    cells: everywhere(noOpening('nonsense')),
  },
  {
    fault: 'opening-missing',
    kind: 'metadata',
    title: 'There is no first character (404)',
    cells: everywhere(noOpening({ status: 404, code: 'unknown_character' })),
  },
  {
    fault: 'opening-breaks',
    kind: 'metadata',
    title: 'The connection to the backend breaks before the call is opened',
    cells: everywhere(noOpening('breaks')),
    short: ['telephone'],
  },
];

const provider = (fault: string, title: string, cell: Cell, more: Partial<Row> = {}): Row => ({
  fault,
  kind: 'provider',
  title,
  cells: everywhere(cell),
  ...more,
});

const PROVIDERS: Row[] = [
  provider('model-429', 'The model is asked too often, once (429)', passes('chat', 429), {
    short: ['telephone'],
  }),
  provider('model-500', 'The model has an error, once (500)', passes('chat', 500)),
  provider(
    'model-500-on',
    'The model has an error for a whole turn (500)',
    costsATurn('chat', 500),
  ),
  provider('model-stops', 'The model’s answer stops midway', costsATurn('chat', 'stops midway', 1)),
  provider('model-closes', 'The model’s connection closes', passes('chat', 'closes')),
  provider('voice-429', 'The voice is asked too often, once (429)', passes('speech', 429)),
  provider('voice-500', 'The voice has an error, once (500)', passes('speech', 500)),
  provider('voice-500-on', 'The voice has an error for a whole turn', costsATurn('speech', 500)),
  provider('voice-stops', 'The voice stops midway', costsATurn('speech', 'stops midway', 1)),
  provider('voice-of-next', 'The next character’s voice is out of order', noVoice),
  provider('ear-closes', 'The recogniser’s connection closes', earCloses, { short: ['telephone'] }),
];

const SILENCES: Row[] = [
  {
    fault: 'empty-transcript',
    kind: 'silence',
    title: 'Nothing is understood of what the caller says',
    cells: everywhere(nothingUnderstood),
    short: ['telephone'],
  },
  {
    fault: 'never-speaks',
    kind: 'silence',
    title: 'The caller never speaks',
    cells: everywhere(neverSpeaks),
  },
];

/** Every fault against every channel: a cell is a call that is made, or says why there is none. */
export const TABLE: readonly Row[] = [
  ...TRANSFERS,
  ...HANG_UPS,
  VOICEMAIL,
  ...BATCHES,
  ...BARGE_INS,
  ...METADATA,
  ...PROVIDERS,
  ...SILENCES,
];

/** Cells with a call of their own. */
export const CALLS = TABLE.flatMap((row) =>
  CHANNELS.filter((channel) => !('doesNotApply' in row.cells[channel])),
).length;
