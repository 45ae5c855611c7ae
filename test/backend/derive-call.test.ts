import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveCall } from '../../backend/derive-call.ts';
import { CallEvent } from '../../protocol/call-event.ts';
import { committed, event } from './stand.ts';

const first = { epoch: 1, character: 'front-desk' };
const slugs = ['front-desk', 'billing', 'technical'] as const;
const base = {
  id: fc.uuid(),
  epoch: fc.integer({ min: 0, max: 3 }),
  seq: fc.integer({ min: 0, max: 40 }),
  at: fc
    .date({ min: new Date(0), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
};
const slug = fc.constantFrom(...slugs);
// A small pool of attempts, so that some commits are rolled back.
const attempt_id = fc.constantFrom(
  ...[1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`),
);
const waterfall = fc.constant({ decision: 0 as const });
const anyEvent: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.record({
    ...base,
    type: fc.constant('variable_set' as const),
    name: fc.constantFrom('a', 'b'),
    value: fc.integer(),
  }),
  fc.record({
    ...base,
    type: fc.constant('handoff_committed' as const),
    attempt_id,
    from: slug,
    to: slug,
    waterfall,
  }),
  fc.record({
    ...base,
    type: fc.constant('handoff_rolled_back' as const),
    attempt_id,
    from: slug,
    to: slug,
    waterfall,
    fault: fc.constant('no_first_audio' as const),
  }),
  fc.record({
    ...base,
    type: fc.constant('call_ended' as const),
    disconnected_by: fc.constantFrom('caller' as const, 'agent' as const),
  }),
);
const call = fc.record({
  openings: fc.uniqueArray(fc.record({ epoch: fc.integer({ min: 1, max: 3 }), character: slug }), {
    selector: (opening) => opening.epoch,
  }),
  events: fc.uniqueArray(anyEvent, { selector: (one) => one.id, maxLength: 30 }),
});

describe('what a call is, by its events', () => {
  it('does not depend on the order in which they came, nor on repetitions', () => {
    fc.assert(
      fc.property(
        call.chain(({ openings, events }) =>
          fc.record({
            openings: fc.constant(openings),
            events: fc.constant(events),
            came: fc.shuffledSubarray([...events, ...events], {
              minLength: events.length * 2,
            }),
          }),
        ),
        ({ openings, events, came }) => {
          expect(deriveCall([...openings].reverse(), came)).toEqual(deriveCall(openings, events));
        },
      ),
    );
  });

  it('is made of events that the contract allows', () => {
    fc.assert(
      fc.property(anyEvent, (one) => CallEvent.safeParse(one).success),
      { numRuns: 50 },
    );
  });

  it('never has the same character twice in a row on its path', () => {
    fc.assert(
      fc.property(call, ({ openings, events }) => {
        const { path } = deriveCall(openings, events);
        return path.every((character, at) => character !== path[at + 1]);
      }),
    );
  });

  it('ends where its newest worker says it ends, and only there', () => {
    fc.assert(
      fc.property(call, ({ openings, events }) => {
        const newest = Math.max(0, ...openings.map((opening) => opening.epoch));
        const { ended_at } = deriveCall(openings, events);
        const ends = events.filter((one) => one.type === 'call_ended');
        const counting = ends.filter((one) => one.epoch >= newest || one.epoch === 0);
        expect(ended_at !== null).toBe(counting.length > 0);
      }),
    );
  });

  it('has a path of the first character and each one it was handed to', () => {
    const events = [
      committed('front-desk', 'billing', { seq: 4 }),
      committed('billing', 'front-desk', { seq: 9 }),
    ];
    expect(deriveCall([first], events.reverse()).path).toEqual([
      'front-desk',
      'billing',
      'front-desk',
    ]);
  });

  it('leaves a handoff out that was rolled back after its commit', () => {
    const commit = committed('front-desk', 'billing', { seq: 1 });
    const back = event({
      ...commit,
      id: '00000000-0000-4000-8000-000000000000',
      seq: 2,
      type: 'handoff_rolled_back',
    });
    expect(deriveCall([first], [commit, back]).path).toEqual(['front-desk']);
  });

  it('keeps the character that a later worker began with, whatever the earlier one says too late', () => {
    const openings = [first, { epoch: 2, character: 'front-desk' }];
    const late = committed('front-desk', 'billing', { epoch: 1 });
    expect(deriveCall(openings, [late]).path.at(-1)).toBe('front-desk');
  });

  it('keeps a variable that a later worker set, and takes the earlier one where none was', () => {
    const set = (name: string, value: string, epoch: number) =>
      event({ type: 'variable_set', name, value, epoch });
    const events = [set('tier', 'vip', 2), set('tier', 'basic', 1), set('account_id', '77', 1)];
    const { variables } = deriveCall([first], events, { tier: 'unknown', plan: 'yearly' });
    expect(variables).toEqual({ tier: 'vip', account_id: '77', plan: 'yearly' });
  });

  it('goes on when a worker that lost the call says that it ended', () => {
    const end = event({ type: 'call_ended', disconnected_by: 'error', epoch: 1 });
    expect(deriveCall([first], [end]).disconnected_by).toBe('error');
    expect(deriveCall([first, { epoch: 2, character: 'billing' }], [end]).ended_at).toBeNull();
  });

  it('ends once: the first ending of a worker counts', () => {
    const end = (disconnected_by: string, seq: number) =>
      event({ type: 'call_ended', disconnected_by, seq });
    const ended = deriveCall([first], [end('agent', 8), end('caller', 7)]);
    expect(ended.disconnected_by).toBe('caller');
  });
});
