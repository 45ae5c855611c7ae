import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldWords } from '../../agent/held-words.ts';

const sentence = fc
  .array(fc.constantFrom('my', 'account', 'is', 'forty', 'two', 'red'), {
    minLength: 1,
    maxLength: 5,
  })
  .map((list) => list.join(' '));

describe('words held during a handoff', () => {
  it('are never lost and never come twice, wherever the turn that ends them began', () => {
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 4 }), sentence, (held, turn) => {
        const words = new HeldWords();
        for (const text of held) words.keep(text);
        const before = words.takeBefore(turn);
        const delivered = before ? `${before} ${turn}` : turn;
        expect(delivered).toContain(held.join(' '));
        expect(words.takeAll()).toBeNull();
      }),
    );
  });

  it('stand before the next turn', () => {
    const words = new HeldWords();
    words.keep('My account is 42.');
    expect(words.takeBefore('And I moved house.')).toBe('My account is 42.');
  });

  it('are words, and no part of one', () => {
    const words = new HeldWords();
    words.keep('No.');
    expect(words.takeBefore('I know, but not now.')).toBe('No.');
    words.keep('1');
    expect(words.takeBefore('I have 10 invoices')).toBe('1');
  });

  it.each([
    [['Yes, and hurry'], 'yes and hurry', 'Yes, and hurry'],
    [['and hurry'], 'Yes, and hurry', 'Yes, and hurry'],
    [['It is red.'], 'Yes.', 'It is red. Yes.'],
    [[], 'No, do not', 'No, do not'],
  ])('%j and the turn “%s” are kept once: “%s”', (held, turn, kept) => {
    const words = new HeldWords();
    for (const text of held) words.keep(text);
    words.keepTurn(turn);
    expect(words.takeAll()).toBe(kept);
  });

  it('are not repeated by a turn that already contains them', () => {
    const words = new HeldWords();
    words.keep('My account is 42.');
    expect(words.takeBefore('my account is 42, and I moved house')).toBeNull();
  });
});
