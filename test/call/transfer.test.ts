import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NO_TRANSFER,
  stepTransfer,
  type TransferEffect,
  type TransferInput,
} from '../../call/transfer.ts';
import { EXECUTIONS, VERDICTS } from '../../protocol/verdict.ts';

function run(inputs: readonly TransferInput[]) {
  const effects: TransferEffect[] = [];
  let state = NO_TRANSFER;
  for (const input of inputs) {
    const step = stepTransfer(state, input);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects, did: effects.map((effect) => effect.do) };
}

const decided = { type: 'decided', execution: 'refer' } as const;
const heard = { type: 'announced', words: false } as const;

describe('a transfer', () => {
  it('is announced to its end before the request leaves', () => {
    expect(run([decided]).did).toEqual(['announce']);
    expect(run([decided, heard]).did).toEqual(['announce', 'send']);
  });

  it('asks the model once when the caller spoke into its announcement', () => {
    const spoken = { type: 'announced', words: true } as const;
    expect(run([decided, spoken, { type: 'asked' }]).did).toEqual([
      'announce',
      'ask_model',
      'send',
    ]);
    expect(run([decided, spoken, { type: 'cancelled' }]).did).toEqual([
      'announce',
      'ask_model',
      'go_on',
    ]);
  });

  it('that a trunk refuses is made by a call out, once', () => {
    const refused = { type: 'judged', verdict: 'refused_by_trunk', may_dial: true } as const;
    expect(run([decided, heard, refused, refused]).effects).toEqual([
      { do: 'announce' },
      { do: 'send', execution: 'refer' },
      { do: 'send', execution: 'dial_in' },
      { do: 'come_back', verdict: 'refused_by_trunk' },
    ]);
  });

  it('of a caller who hung up during the announcement never leaves', () => {
    expect(run([decided, { type: 'caller_gone' }, heard]).did).toEqual(['announce', 'caller_left']);
  });

  it('of whom nothing is known comes back to nobody where the caller is gone', () => {
    const unknown = { type: 'judged', verdict: 'unknown', may_dial: false, gone: true } as const;
    expect(run([decided, heard, unknown]).did).toEqual(['announce', 'send', 'caller_left']);
  });

  it('cannot be cancelled once the request has left', () => {
    expect(run([decided, heard, { type: 'cancelled' }]).did).toEqual(['announce', 'send']);
  });

  it('sends nothing after the call is over, and each announcement leads to at most two requests', () => {
    const input: fc.Arbitrary<TransferInput> = fc.oneof(
      fc.record({
        type: fc.constant('decided' as const),
        execution: fc.constantFrom(...EXECUTIONS),
      }),
      fc.record({ type: fc.constant('announced' as const), words: fc.boolean() }),
      fc.constantFrom<TransferInput>(
        { type: 'asked' },
        { type: 'cancelled' },
        { type: 'caller_gone' },
        { type: 'call_ended' },
      ),
      fc.record({
        type: fc.constant('judged' as const),
        verdict: fc.constantFrom(...VERDICTS),
        may_dial: fc.boolean(),
        gone: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 30 }), (inputs) => {
        const { did } = run(inputs);
        const count = (what: string) => did.filter((one) => one === what).length;
        expect(count('send')).toBeLessThanOrEqual(2 * count('announce'));
        expect(count('leave') + count('caller_left')).toBeLessThanOrEqual(1);
        const end = did.findIndex((one) => one === 'leave' || one === 'caller_left');
        if (end !== -1) expect(did.slice(end + 1)).toEqual([]);
        const ended = inputs.findIndex(({ type }) => type === 'call_ended');
        if (ended !== -1) {
          expect(did.length).toBe(run(inputs.slice(0, ended)).did.length);
        }
      }),
    );
  });
});
