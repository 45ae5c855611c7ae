import { describe, expect, it } from 'vitest';
import { type Hop, isPingPong } from '../../call/hops.ts';

const hop = (way: string, request = 'a question about an invoice', learned = 0): Hop => {
  const [from = '', to = ''] = way.split('>');
  return { from, to, request, learned };
};

describe('a second A → B → A', () => {
  const once = [hop('a>b'), hop('b>a')];

  it('without anything learned is noticed as it begins', () => {
    expect(isPingPong(once, hop('a>b'))).toBe(true);
    expect(isPingPong(once, hop('a>b', 'the invoice question'))).toBe(true);
    expect(isPingPong(once, hop('a>b', ''))).toBe(true);
  });

  it('is none while the caller comes back for the first time', () => {
    expect(isPingPong([], hop('a>b'))).toBe(false);
    expect(isPingPong([hop('a>b')], hop('b>a'))).toBe(false);
  });

  it('is legitimate after a variable has become known', () => {
    expect(isPingPong(once, hop('a>b', undefined, 1))).toBe(false);
  });

  it('is legitimate for a new request', () => {
    expect(isPingPong(once, hop('a>b', 'a refund'))).toBe(false);
  });

  it('is none where the way leads elsewhere', () => {
    expect(isPingPong([...once, hop('a>c')], hop('c>b'))).toBe(false);
  });
});
