import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NOT_ASKED,
  type SilenceInput,
  silenceRule,
  stepSilence,
} from '../../call/silent-caller.ts';

const inputs = fc.array(fc.constantFrom<SilenceInput[]>('stirred', 'silent'), { maxLength: 40 });

/** What comes of each input, in order. */
function run(rule: { after_ms: number; times: number }, given: readonly SilenceInput[]) {
  let state = NOT_ASKED;
  return given.map((input) => {
    const step = stepSilence(rule, state, input);
    state = step.state;
    return step.effect;
  });
}

describe('a caller who says nothing', () => {
  it('is asked twice and let go the third time', () => {
    const rule = silenceRule(undefined, { after_s: 12, times: 2 });
    expect(run(rule, ['silent', 'silent', 'silent', 'silent'])).toEqual([
      ...['ask', 'ask', 'say_goodbye'],
      null,
    ]);
  });

  it('has five times as long where they can only type', () => {
    const deployment = { after_s: 12, times: 2 };
    expect(silenceRule(undefined, deployment, true)).toEqual({ after_ms: 60_000, times: 2 });
    expect(silenceRule({ after_s: 20 }, deployment, true).after_ms).toBe(100_000);
    expect(silenceRule({ after_s: 0 }, deployment, true).after_ms).toBe(0);
  });

  it('is let go only after having been asked as often as the rule says, without a stir between', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 4 }), (given, times) => {
        const effects = run({ after_ms: 1, times }, given);
        let asked = 0;
        given.forEach((input, n) => {
          if (input === 'stirred') asked = 0;
          if (effects[n] === 'say_goodbye') expect(asked).toBe(times);
          if (effects[n] === 'ask') asked += 1;
          expect(asked).toBeLessThanOrEqual(times);
        });
      }),
    );
  });

  it('is never asked where the rule says 0, and what a character says goes before the deployment', () => {
    const rule = silenceRule({ after_s: 0 }, { after_s: 12, times: 2 });
    expect(rule).toEqual({ after_ms: 0, times: 2 });
    fc.assert(
      fc.property(inputs, (given) => {
        expect(run(rule, given).every((effect) => effect === null)).toBe(true);
      }),
    );
    const talkative = silenceRule({ times: 1 }, { after_s: 12, times: 2 });
    expect(run(talkative, ['silent', 'silent'])).toEqual(['ask', 'say_goodbye']);
  });
});
