import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headersIn, headersOut } from '../../call/headers.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';

const { headers: policy } = DialingPolicy.parse({
  headers: {
    in: ['X-Account-Id', 'x-case-id'],
    out: [{ from: 'x-account-id', as: 'X-Account-Id' }],
  },
});

describe("the caller's headers", () => {
  it('come in by the list, whatever their case, and go out as policy spells them', () => {
    const { passed, held } = headersIn({ 'X-ACCOUNT-ID': '42', 'x-secret': 's' }, policy);
    expect(passed).toEqual({ 'x-account-id': '42' });
    expect(held).toEqual(['x-secret']);
    expect(headersOut(passed, policy)).toEqual({ 'X-Account-Id': '42' });
  });

  it.each([
    ['a line break', '42\r\nX-Evil: 1'],
    ['a NUL', '4\u0000'],
    ['a next-line character', '4\u0085'],
    ['half a character', '4\ud83d'],
    ['1,025 characters', 'x'.repeat(1025)],
    ['nothing', ''],
  ])('with %s in the value are held back', (_what, value) => {
    expect(headersIn({ 'x-account-id': value }, policy).passed).toEqual({});
  });

  it('1,024 characters pass', () => {
    const value = 'x'.repeat(1024);
    expect(headersIn({ 'x-account-id': value }, policy).passed).toEqual({ 'x-account-id': value });
  });

  it('of any name and value: nothing but the lists leaves', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1100 }),
      fc.constantFrom('a\r\nRefer-To: sip:evil', '__proto__', 'constructor', 'x'.repeat(2000)),
    );
    const name = fc.oneof(
      hostile,
      fc.constantFrom('X-Account-Id', 'x-account-id', 'x-case-id', '__proto__', 'refer-to'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, hostile), { maxLength: 20 }), (pairs) => {
        const { passed } = headersIn(Object.fromEntries(pairs), policy);
        const out = headersOut(passed, policy);
        for (const key of Object.keys(passed)) expect(policy.in).toContain(key);
        for (const [key, value] of Object.entries(out)) {
          expect(key).toBe('X-Account-Id');
          expect(value).not.toMatch(/[\r\n\u0000-\u001f]/);
          expect(value.length).toBeLessThanOrEqual(1024);
        }
      }),
      { numRuns: 200 },
    );
  });
});
