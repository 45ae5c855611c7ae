import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ToldSentences } from '../../speech/in-turn/told-sentences.ts';

const SENTENCES = ['We are open from nine.', 'On Sunday we are closed!', 'Shall I book you in?'];
const sentences = fc.array(fc.constantFrom(...SENTENCES), { minLength: 1, maxLength: 3 });
const chunksOf = (text: string, size: number) =>
  text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];

it('gives out an answer as it was, however it is cut', () => {
  fc.assert(
    fc.property(sentences, fc.integer({ min: 1, max: 30 }), (said, size) => {
      const told = new ToldSentences();
      const text = said.join(' ');
      const out = chunksOf(text, size).map((chunk) => told.add(chunk));
      expect([...out, told.finish()].join('')).toBe(text);
    }),
  );
});

it('gives out each sentence once and whole where one breaks off and another one begins anew', () => {
  const whole = SENTENCES.join(' ');
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: whole.length - 1 }),
      fc.integer({ min: 1, max: 30 }),
      (cut, size) => {
        const told = new ToldSentences();
        const out = chunksOf(whole.slice(0, cut), size).map((chunk) => told.add(chunk));
        told.breakOff();
        told.remember();
        out.push(...chunksOf(whole, size).map((chunk) => told.add(chunk)), told.finish());
        expect(out.join('')).toBe(whole);
      },
    ),
  );
});

it('lets an answer repeat itself', () => {
  const told = new ToldSentences();
  expect(told.add('Yes. Yes. ') + told.finish()).toBe('Yes. Yes. ');
});
