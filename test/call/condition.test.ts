import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds, variablesIn } from '../../call/condition.ts';
import { OPERATORS, WrittenCondition } from '../../protocol/condition.ts';

const read = (written: unknown) => WrittenCondition.parse(written);
const facts = {
  tier: 'VIP',
  lifetime_value: 50_000,
  budget: '12000',
  decision_maker: true,
  product_name: 'Enterprise API',
  current_hour: 8,
  headers: { x_account_id: '42' },
};

describe('a condition', () => {
  it.each([
    ['{{ tier }} == "vip"', true],
    ['{{tier}} != "vip"', false],
    ['{{ lifetime_value }} >= 50000', true],
    ['{{ lifetime_value }} > 50000', false],
    ['{{ budget }} >= 10000', true],
    ['{{ decision_maker }} == true', true],
    ['{{ product_name }} contains "Enterprise"', true],
    ["{{ product_name }} contains 'billing'", false],
    ['{{ tier }} in ["gold", "vip"]', true],
    ['{{ current_hour }} < 9 OR {{ current_hour }} >= 17', true],
    ['{{ current_hour }} > 9 and {{ tier }} == "vip"', false],
    ['{{ tier }} == "gold" or {{ tier }} == "vip" and {{ current_hour }} == 8', true],
    ['{{ headers.x_account_id }} == "42"', true],
    ['always', true],
  ])('in the words of the document, %s, is %s', (written, expected) => {
    expect(holds(read(written), facts)).toBe(expected);
  });

  it('may be nested, of all and any, with equations as leaves', () => {
    const nested = read({
      all: [
        '{{ tier }} == "vip"',
        { any: [{ variable: 'lifetime_value', op: '>=', value: 1e9 }, { always: true }] },
      ],
    });
    expect(holds(nested, facts)).toBe(true);
    expect(variablesIn(nested)).toEqual(['tier', 'lifetime_value']);
  });

  it('never holds for what is not known, whatever the operator', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...OPERATORS),
        fc.oneof(fc.string(), fc.integer(), fc.boolean()),
        fc.constantFrom({}, { other: 1 }, { unknown: '' }, { unknown: null }, { unknown: {} }),
        (op, value, scope) => {
          const condition = { variable: 'unknown', op, value: op === 'in' ? [value] : value };
          expect(holds(read(condition), scope)).toBe(false);
        },
      ),
    );
  });

  it('is exactly one of == and != for what is known, and < is the opposite of >=', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (known, value) => {
        const is = (op: string) => holds(read({ variable: 'n', op, value }), { n: known });
        expect(is('==')).toBe(!is('!='));
        expect(is('<')).toBe(!is('>='));
        expect(is('>')).toBe(!is('<='));
        expect(is('==')).toBe(is('<=') && is('>='));
      }),
    );
  });

  it('reads nothing that an object inherits', () => {
    expect(holds(read('{{ constructor.name }} == "Object"'), {})).toBe(false);
    expect(holds(read('{{ tier.length }} == 3'), facts)).toBe(false);
  });

  it.each([
    [{ variable: 'tier', op: '=', value: 'vip' }, 'Invalid option'],
    [{ variable: 'tier', op: 'in', value: 'vip' }, 'a list for "in"'],
    [{ variable: 'tier', op: '==', value: ['vip'] }, 'a list for "in"'],
    [{ variable: 'the tier', op: '==', value: 'vip' }, 'a variable, such as'],
    [{ all: [] }, 'at least one condition'],
    ['tier is vip', 'a condition:'],
    [{ tier: 'vip' }, 'a condition:'],
  ])('that is none, such as %j, is refused with what was expected', (written, expected) => {
    const read = WrittenCondition.safeParse(written);
    expect(read.error?.issues.map((issue) => issue.message).join()).toContain(expected);
  });

  it('names the place of a fault that is deep inside', () => {
    const faulty = WrittenCondition.safeParse({ all: [{ any: ['{{ a }} == 1', 'b == 2'] }] });
    expect(faulty.error?.issues[0]?.path).toEqual(['all', 0, 'any', 1]);
  });
});
