import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../protocol/event-order.ts';

const START = Date.UTC(2026, 0, 1, 10);
const iso = (ms: number) => new Date(START + ms).toISOString();

interface Written {
  readonly id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly at: string;
}

/** What each writer of a call wrote, in the writer's order; epoch 0 is the backend. */
const writers = (moments: fc.Arbitrary<number[]>) =>
  fc
    .array(moments, { minLength: 1, maxLength: 4 })
    .map((all) =>
      all.map((own, epoch) =>
        own.map((ms, seq): Written => ({ id: `${epoch}-${seq}`, epoch, seq, at: iso(ms) })),
      ),
    );
/** Clocks that may be set back, and differ. */
const anyClock = writers(fc.array(fc.nat(20), { maxLength: 12 }));
/** Clocks that agree: each worker begins when the one before it has written its last. */
const oneClock = writers(fc.array(fc.nat(9), { maxLength: 12 })).map(([own = [], ...workers]) => {
  let ms = 0;
  const on = (event: Written, step: number) => ({ ...event, at: iso((ms += step)) });
  const later = workers.map((all) => all.map((event) => on(event, event.seq % 4)));
  ms = 0;
  return [own.map((event) => on(event, event.seq % 5)), ...later];
});

const shuffled = (all: fc.Arbitrary<Written[][]>) =>
  all.chain((written) => {
    const events = written.flat();
    const mixed = fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length });
    return fc.tuple(fc.constant(written), mixed);
  });
const ids = (events: readonly Written[]) => events.map(({ id }) => id);

describe('the order in which the events of a call are told', () => {
  it('keeps that of each writer, whatever the clocks say', () => {
    fc.assert(
      fc.property(shuffled(anyClock), ([[own = [], ...workers], mixed]) => {
        const told = inOrder(mixed);
        expect(ids(told.filter(({ epoch }) => epoch === 0))).toEqual(ids(own));
        expect(ids(told.filter(({ epoch }) => epoch > 0))).toEqual(ids(workers.flat()));
      }),
    );
  });

  it('is the same however and how often they come, also one after the other', () => {
    fc.assert(
      fc.property(shuffled(anyClock), ([written, mixed]) => {
        const told = inOrder(written.flat());
        expect(inOrder(mixed)).toEqual(told);
        const grown = mixed.reduce<Written[]>((so_far, event) => inOrder([...so_far, event]), []);
        expect(grown).toEqual(told);
      }),
    );
  });

  it('is that of the clock where all clocks agree', () => {
    fc.assert(
      fc.property(shuffled(oneClock), ([, mixed]) => {
        const moments = inOrder(mixed).map(({ at }) => at);
        expect(moments).toEqual([...moments].sort());
      }),
    );
  });

  it('puts what the backend says after what a worker said in the same moment', () => {
    const at = iso(0);
    const [worker, backend] = [
      { id: 'w', epoch: 1, seq: 4, at },
      { id: 'b', epoch: 0, seq: 0, at },
    ];
    expect(ids(inOrder([backend, worker]))).toEqual(['w', 'b']);
  });
});
