import { describe, expect, test } from 'vitest';
import type { ReferAnswer } from './refer.ts';
import { talk } from './two-phones.ts';

describe('a transfer', () => {
  const target = 'tel:+14155550132';

  async function refer(answer: ReferAnswer) {
    const { outgoing, incoming } = await talk();
    const asked: unknown[] = [];
    outgoing.call.onRefer = (one) => {
      asked.push(one);
      return answer;
    };
    const status = await incoming.call.refer(target, { 'X-Case-Id': '7' });
    expect(asked).toEqual([{ to: target, headers: { 'X-Case-Id': '7' } }]);
    return { status, transferred: outgoing.call, asker: incoming.call };
  }

  test.each([
    [200, 'SIP/2.0 200 OK'],
    [486, 'SIP/2.0 486 Busy Here'],
  ])('is accepted, and told to the end: %i', async (result, fragment) => {
    const { status, asker } = await refer({ result, after_ms: 50 });
    expect(status).toBe(202);
    await asker.notified.until(2, 5_000);
    expect(asker.notified.all).toEqual([
      { fragment: 'SIP/2.0 100 Trying', state: 'active;expires=60' },
      { fragment, state: 'terminated;reason=noresource' },
    ]);
    expect(asker.isActive).toBe(true);
  });

  test.each([405, 603])('is refused with %i', async (refused) => {
    const { status, asker } = await refer({ refused });
    expect(status).toBe(refused);
    expect([asker.isActive, asker.notified.all]).toEqual([true, []]);
  });

  test('is accepted, and nothing more is said', async () => {
    const { status, asker, transferred } = await refer('silent');
    expect(status).toBe(202);
    // What a NOTIFY would have had to overtake.
    await transferred.media.press('1');
    await asker.media.untilKeys(1);
    expect([asker.isActive, asker.notified.all]).toEqual([true, []]);
  });

  test('is accepted, and the other side hangs up before it has said how it went', async () => {
    const { status, asker } = await refer('bye');
    expect(status).toBe(202);
    expect(await asker.ended).toEqual({ by: 'them', status: null });
    expect(asker.notified.all).toEqual([]);
  });
});
