import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventSpool } from '../../agent/event-spool.ts';
import { CallEvent } from '../../protocol/call-event.ts';

/** A backend that forgets every answer of which `lossy` says so: stored, but not acknowledged. */
function aStore(fate: (n: number) => 'ok' | 'lost_before' | 'lost_after') {
  const stored = new Map<string, CallEvent>();
  let posts = 0;
  return {
    stored,
    post: (events: CallEvent[]) => {
      const what = fate(posts++);
      if (what !== 'lost_before') for (const event of events) stored.set(event.id, event);
      return what === 'ok' ? Promise.resolve() : Promise.reject(new Error('connection lost'));
    },
  };
}

describe('the events of a call', () => {
  it('reach the store in order and exactly once, however often the backend dies', async () => {
    const fate = fc.constantFrom('ok' as const, 'lost_before' as const, 'lost_after' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { maxLength: 2 }),
        fc.integer({ min: 1, max: 150 }),
        async (fates, count) => {
          const store = aStore((n) => fates[n] ?? 'ok');
          const spool = new EventSpool(3, store.post, () => undefined);
          for (let n = 0; n < count; n++) {
            spool.record({ type: 'turn', role: 'caller', text: `line ${n}`, character: 'riley' });
          }
          expect(await spool.close(10_000)).toEqual([]);
          const stored = [...store.stored.values()];
          expect(stored.map((event) => event.type === 'turn' && event.text)).toEqual(
            Array.from({ length: count }, (_v, n) => `line ${n}`),
          );
          expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_v, n) => n));
        },
      ),
      { numRuns: 8 },
    );
  });

  it('are events of the contract', async () => {
    const store = aStore(() => 'ok');
    const spool = new EventSpool(1, store.post, () => undefined);
    spool.record({ type: 'call_started', character: 'front-desk', channel: 'web' });
    spool.record({ type: 'call_ended', disconnected_by: 'caller' });
    await spool.close(1000);
    for (const event of store.stored.values()) expect(CallEvent.parse(event)).toEqual(event);
  });

  it('that cannot be delivered in time are given back, not forgotten', async () => {
    const spool = new EventSpool(
      1,
      () => Promise.reject(new Error('down')),
      () => undefined,
    );
    spool.record({ type: 'call_ended', disconnected_by: 'caller' });
    expect(await spool.close(50)).toHaveLength(1);
  });
});
