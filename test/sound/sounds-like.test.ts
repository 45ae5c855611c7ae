import { describe, expect, it } from 'vitest';
import { afterSentence, soundsLike } from '../live/sounds-like.ts';

/** What a recogniser made of the house's sentences over a telephone. */
const MISHEARD = [
  ['supervisor speaking', 'good day one moment i am getting the supervisor speed game'],
  ['billing specialist', 'this is the bill of specialists'],
  ['invoice', 'it is about the in voice of may'],
  [
    'I am sorry, the sales team is on another call.',
    'harbors like old how can i help i am sorry the failed team is on another call',
  ],
  ['connected to jamie', 'you are connected to jamey'],
] as const;

/** Sentences of which none is another. */
const APART = [
  'can you take the call',
  'you are connected to jamie',
  'how can i help you today',
  'supervisor speaking',
  'connecting you',
  'hung up',
  'still with me',
  'monday',
  'sunday',
  'friday',
  'banana',
  'winter',
  'write down',
  'we will call you back',
  'i was cut off for a moment',
  'on the line',
  'new bike',
  'which one',
];

describe('words that were heard', () => {
  it.each(MISHEARD)('are "%s", in "%s"', (words, heard) => {
    expect(soundsLike(heard, words)).toBe(true);
  });

  it('are no other sentence', () => {
    for (const heard of APART)
      for (const words of APART)
        if (heard !== words) expect([heard, words, soundsLike(heard, words)]).toContain(false);
  });

  it('are not there where only their beginning is', () => {
    expect(soundsLike('good day how can', 'how can i help')).toBe(false);
    expect(soundsLike('', 'monday')).toBe(false);
  });

  it('are followed by what comes after their first place', () => {
    const heard = 'one moment i am getting the super visor hello hello hello';
    expect(afterSentence(heard, 'I am getting the supervisor.')).toBe('hello hello hello');
    expect(afterSentence(heard, 'Hello!')).toBe('hello hello');
    expect(afterSentence(heard, 'You are on hold.')).toBeNull();
  });
});
