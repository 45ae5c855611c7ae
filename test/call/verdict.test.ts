import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../call/verdict.ts';
import { EXECUTIONS, type Evidence, VERDICTS } from '../../protocol/verdict.ts';

const REFER: Evidence = {
  execution: 'refer',
  accepted: false,
  answered_after_ms: 5000,
  leg_present: true,
};
const DIAL: Evidence = { ...REFER, execution: 'dial_in' };
const STREAM: Evidence = { ...REFER, execution: 'stream' };

/** The table of what evidence says, row by row. */
const TABLE: [string, Evidence, string][] = [
  ['success, the leg still there', { ...REFER, accepted: true }, 'bridged'],
  [
    'success, the leg gone with the answer',
    { ...REFER, accepted: true, leg_present: false },
    'accepted_unconfirmed',
  ],
  ...[486, 600].map((s): [string, Evidence, string] => [
    `${s}`,
    { ...REFER, sip_status: s },
    'busy',
  ]),
  ...[480, 487, 408].map((s): [string, Evidence, string] => [
    `${s}`,
    { ...REFER, sip_status: s },
    'no_answer',
  ]),
  ...[603, 403, 607, 608].map((s): [string, Evidence, string] => [
    `${s}, later than a second`,
    { ...REFER, sip_status: s, answered_after_ms: 1001 },
    'declined',
  ]),
  ...[603, 403, 607, 608].map((s): [string, Evidence, string] => [
    `${s}, within a second`,
    { ...REFER, sip_status: s, answered_after_ms: 900 },
    'refused_by_trunk',
  ]),
  ...[405, 420, 489, 501].map((s): [string, Evidence, string] => [
    `${s}, at any time`,
    { ...REFER, sip_status: s },
    'refused_by_trunk',
  ]),
  ...[404, 410, 484, 604, 400, 488, 491, 500, 503].map((s): [string, Evidence, string] => [
    `${s}`,
    { ...REFER, sip_status: s },
    'failed',
  ]),
  ['no final answer in time', { ...REFER, api_code: 'deadline_exceeded' }, 'unknown'],
  ['cancelled without a status', { ...REFER, api_code: 'canceled' }, 'unknown'],
  [
    'an error, and the leg is gone',
    { ...REFER, sip_status: 603, leg_present: false },
    'caller_left',
  ],
  ['a person who did not answer', { ...DIAL, api_code: 'canceled' }, 'no_answer'],
  [
    'a person who declined at once',
    { ...DIAL, sip_status: 603, answered_after_ms: 100 },
    'declined',
  ],
  ['an answer, nobody heard yet', { ...DIAL, accepted: true }, 'human_answered'],
  ['an answer, both heard', { ...DIAL, accepted: true, both_subscribed: true }, 'bridged'],
  ['an answer, and the person gone', { ...DIAL, accepted: true, person_present: false }, 'failed'],
  ['a switch that says nothing', { ...STREAM, accepted: true }, 'accepted_unconfirmed'],
  [
    'a switch that has taken the leg away and says nothing',
    { ...STREAM, accepted: true, switch_confirmed: false, leg_present: false },
    'accepted_unconfirmed',
  ],
  [
    'a switch that names the transfer',
    { ...STREAM, accepted: true, switch_confirmed: true },
    'bridged',
  ],
  [
    'a switch that names the transfer and has taken the leg away',
    { ...STREAM, accepted: true, switch_confirmed: true, leg_present: false },
    'bridged',
  ],
  ['a switch that was not asked', { ...STREAM, api_code: 'not_sent' }, 'failed'],
  ['a switch of which nobody knows', { ...STREAM, api_code: 'timeout' }, 'unknown'],
  [
    'a switch that was not asked, and a caller who is gone',
    { ...STREAM, api_code: 'not_sent', leg_present: false },
    'caller_left',
  ],
  [
    'a switch of which nobody knows, whose gateway is gone',
    { ...STREAM, api_code: 'timeout', leg_present: false },
    'unknown',
  ],
  ['an answer to nobody', { ...DIAL, accepted: true, leg_present: false }, 'caller_left'],
];

describe('the verdict of a transfer', () => {
  it.each(TABLE)('%s is as the table says', (_what, evidence, verdict) => {
    expect(judge(evidence)).toBe(verdict);
  });

  it('is never bridged when the leg is gone or the request failed', () => {
    fc.assert(
      fc.property(
        fc.record({
          execution: fc.constantFrom(...EXECUTIONS),
          accepted: fc.boolean(),
          leg_present: fc.boolean(),
          answered_after_ms: fc.nat(60_000),
          sip_status: fc.option(fc.integer({ min: 300, max: 699 }), { nil: undefined }),
          api_code: fc.option(fc.constantFrom('canceled', 'deadline_exceeded', 'internal'), {
            nil: undefined,
          }),
          both_subscribed: fc.boolean(),
          switch_confirmed: fc.boolean(),
        }),
        (evidence) => {
          const verdict = judge(evidence);
          expect(VERDICTS).toContain(verdict);
          // The switch's own word stands, also where it has taken the leg away at once.
          const gone = !evidence.leg_present && evidence.execution !== 'stream';
          if (!evidence.accepted || gone) expect(verdict).not.toBe('bridged');
          if (evidence.execution === 'stream' && !evidence.switch_confirmed)
            expect(verdict).not.toBe('bridged');
          if (!evidence.accepted) expect(verdict).not.toBe('accepted_unconfirmed');
        },
      ),
    );
  });
});
