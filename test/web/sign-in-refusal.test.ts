import { describe, expect, it } from 'vitest';
import { SIGN_IN_REFUSALS } from '../../protocol/operator.ts';
import { refusalIn } from '../../web/console/sign-in-refusal.ts';

describe('a refused single sign-on', () => {
  it('is told in a sentence of its own, whatever the reason', () => {
    const sentences = SIGN_IN_REFUSALS.map((code) => refusalIn(`?sign-in=${code}`));
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(new Set(sentences).size).toBe(SIGN_IN_REFUSALS.length);
  });

  it('is told in no words from the address', () => {
    for (const search of ['', '?sign-in=', '?sign-in=Call%20me', '?sign-in=constructor', '?a=b'])
      expect(refusalIn(search)).toBeNull();
  });
});
