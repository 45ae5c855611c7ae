/* Callers who stay, with a character that has something to cope with. */
import { bargeIn, batch, noBundle, noVoice, slowBundle, TO_BILLING } from '../cells/handoffs.ts';
import { noOpening, slowOpening } from '../cells/openings.ts';
import { costsATurn, earCloses, passes, passesInSilence } from '../cells/providers.ts';
import { neverSpeaks, nothingUnderstood } from '../cells/silences.ts';
import type { Channel } from '../result.ts';
import type { Cell, Row } from '../table-shapes.ts';
import { everywhere, row } from './row.ts';

const REMEMBER = { name: 'remember', args: { variables: { account_id: '4711' } } };

export const BATCHES: readonly Row[] = [
  row(
    'batch',
    'tool-after',
    'A second tool ends after the handoff’s',
    everywhere(batch([TO_BILLING, REMEMBER], { events: ['handoff_committed', 'variable_set'] })),
    'telephone',
  ),
  row(
    'batch',
    'tool-before',
    'A second tool comes before the handoff’s',
    everywhere(batch([REMEMBER, TO_BILLING], { events: ['handoff_committed', 'variable_set'] })),
  ),
  row(
    'batch',
    'handoff-twice',
    'The model asks for the same handoff twice',
    everywhere(
      batch([TO_BILLING, TO_BILLING], {
        events: ['handoff_committed', 'handoff_rolled_back:already_connecting'],
        noEvents: [],
      }),
    ),
  ),
  row(
    'batch',
    'handoff-and-transfer',
    'The model asks for a handoff and a transfer',
    everywhere(
      batch([TO_BILLING, { name: 'transfer_call', args: { target: 'sales' } }], {
        noEvents: ['transfer_sent'],
      }),
    ),
  ),
];

export const BARGE_INS: readonly Row[] = Array.from({ length: 9 }, (_, at) => {
  const title = `The caller talks over the announcement at ${at + 1} tenths of it`;
  const short: Channel[] = at === 4 ? ['stream'] : [];
  return row('barge-in', `barge-in-${at + 1}`, title, everywhere(bargeIn(at + 1)), ...short);
});

export const METADATA: readonly Row[] = [
  row(
    'metadata',
    'bundle-slow',
    'The next character’s metadata takes four seconds',
    everywhere(slowBundle(4000)),
  ),
  row(
    'metadata',
    'bundle-late',
    'The next character’s metadata does not come in time',
    everywhere(noBundle({ waits_ms: 9000 }, 'backend_unavailable')),
  ),
  row(
    'metadata',
    'bundle-invalid',
    'The next character’s metadata is nonsense',
    everywhere(noBundle('nonsense', 'bad_bundle')),
    'telephone',
  ),
  row(
    'metadata',
    'bundle-missing',
    'Nobody knows the next character (404)',
    everywhere(noBundle({ status: 404, code: 'unknown_character' }, 'unknown_target')),
  ),
  row(
    'metadata',
    'bundle-500',
    'The metadata’s service has an error (500)',
    everywhere(noBundle({ status: 500 }, 'backend_unavailable')),
  ),
  row(
    'metadata',
    'bundle-breaks',
    'The connection to the metadata breaks',
    everywhere(noBundle('breaks', 'backend_unavailable')),
  ),
  row(
    'metadata',
    'opening-slow',
    'The first character’s metadata takes a second and a half',
    everywhere(slowOpening(1500)),
  ),
  row(
    'metadata',
    'opening-invalid',
    'The first character’s metadata is nonsense',
    everywhere(noOpening('nonsense')),
  ),
  row(
    'metadata',
    'opening-missing',
    'There is no first character (404)',
    everywhere(noOpening({ status: 404, code: 'unknown_character' })),
  ),
  row(
    'metadata',
    'opening-breaks',
    'The connection to the backend breaks before the call is opened',
    everywhere(noOpening('breaks')),
    'telephone',
  ),
];

const provider = (fault: string, title: string, cell: Cell, ...short: Channel[]): Row =>
  row('provider', fault, title, everywhere(cell), ...short);

export const PROVIDERS: readonly Row[] = [
  provider('model-429', 'The model is asked too often, once (429)', passes(429)),
  provider('model-500', 'The model has an error, once (500)', passes(500)),
  provider(
    'model-500-on',
    'The model has an error for a whole turn (500)',
    costsATurn('chat', 500),
  ),
  provider(
    'model-stops',
    'The model’s answer stops midway',
    costsATurn('chat', 'stops midway', 1),
    'telephone',
  ),
  provider('model-closes', 'The model’s connection closes', passes('closes')),
  // The voice is not asked again by whoever speaks for OpenAI.
  provider('voice-429', 'The voice is asked too often, once (429)', costsATurn('speech', 429, 1)),
  provider('voice-500', 'The voice has an error, once (500)', costsATurn('speech', 500, 1)),
  provider('voice-500-on', 'The voice has an error twice (500)', passesInSilence(500, 2)),
  provider('voice-stops', 'The voice stops midway', passesInSilence('stops midway')),
  provider('voice-of-next', 'The next character’s voice is out of order', noVoice),
  provider('ear-closes', 'The recogniser’s connection closes', earCloses),
];

export const SILENCES: readonly Row[] = [
  row(
    'silence',
    'empty-transcript',
    'Nothing is understood of what the caller says',
    everywhere(nothingUnderstood),
    'telephone',
  ),
  row('silence', 'never-speaks', 'The caller never speaks', everywhere(neverSpeaks)),
];
