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
        }),
        (evidence) => {
          const verdict = judge(evidence);
          expect(VERDICTS).toContain(verdict);
          if (!evidence.accepted || !evidence.leg_present) expect(verdict).not.toBe('bridged');
          if (!evidence.accepted) expect(verdict).not.toBe('accepted_unconfirmed');
        },
      ),
    );
  });
});
