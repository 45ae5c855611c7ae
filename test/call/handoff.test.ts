import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HandoffEffect,
  type HandoffInput,
  type HandoffState,
  IDLE,
  stepHandoff,
} from '../../call/handoff.ts';

function run(inputs: readonly HandoffInput[]) {
  let state: HandoffState = IDLE;
  const effects: HandoffEffect[] = [];
  inputs.forEach((input, index) => {
    const step = stepHandoff(state, input, index * 100);
    state = step.state;
    effects.push(...step.effects);
  });
  return { state, effects, types: effects.map((effect) => effect.type) };
}

const decided: HandoffInput = { type: 'decided', silent: false };
const failed: HandoffInput = { type: 'failed', fault: 'timeout' };

describe('a handoff', () => {
  it('loads, tells the room, announces and prepares side by side, then swaps and commits', () => {
    const { state, types } = run([
      decided,
      { type: 'bundle_loaded' },
      { type: 'greeting_ready' },
      { type: 'speech_ended' },
      { type: 'swapped' },
      { type: 'first_audio' },
    ]);
    expect(types).toEqual([
      'load',
      'watch_silence',
      'tell_room',
      'announce',
      'prepare',
      'swap',
      'listen',
      'committed',
    ]);
    expect(state).toEqual(IDLE);
  });

  it('does not swap before the announcement has been heard to its end', () => {
    const { types } = run([decided, { type: 'bundle_loaded' }, { type: 'greeting_ready' }]);
    expect(types).not.toContain('swap');
  });

  it('does not swap before the first frame of the opening is there', () => {
    const { types } = run([decided, { type: 'bundle_loaded' }, { type: 'speech_ended' }]);
    expect(types).not.toContain('swap');
    expect(types.at(-1)).toBe('watch_silence');
  });

  it('says a waiting sentence after silence, and swaps only once that has ended', () => {
    const waiting: HandoffInput[] = [
      decided,
      { type: 'bundle_loaded' },
      { type: 'speech_ended' },
      { type: 'silence' },
      { type: 'greeting_ready' },
    ];
    expect(run(waiting).types.at(-1)).toBe('say_waiting');
    expect(run([...waiting, { type: 'speech_ended' }]).types.at(-1)).toBe('swap');
  });

  it('prepares anew when a bundle turned out to be stale', () => {
    const { types } = run([
      decided,
      { type: 'bundle_loaded' },
      { type: 'greeting_ready' },
      { type: 'bundle_revised' },
      { type: 'speech_ended' },
    ]);
    expect(types.filter((type) => type === 'prepare')).toHaveLength(2);
    expect(types).not.toContain('swap');
  });

  it('puts the source back only when it had left the line', () => {
    const before = run([decided, { type: 'bundle_loaded' }, failed]).effects.at(-1);
    expect(before).toMatchObject({ type: 'rolled_back', put_back: false, tell_caller: true });
    const after = run([
      decided,
      { type: 'bundle_loaded' },
      { type: 'greeting_ready' },
      { type: 'speech_ended' },
      { type: 'swapped' },
      failed,
    ]).effects.at(-1);
    expect(after).toMatchObject({ type: 'rolled_back', put_back: true, tell_caller: true });
  });

  it('that is under way when the call ends is recorded and nothing is said', () => {
    const { effects, state } = run([decided, { type: 'bundle_loaded' }, { type: 'call_ended' }]);
    expect(effects.at(-1)).toMatchObject({ fault: 'call_ended', tell_caller: false });
    expect(state).toEqual(IDLE);
  });

  it('measures each step from the decision', () => {
    const { effects } = run([
      decided,
      { type: 'bundle_loaded' },
      { type: 'greeting_ready' },
      { type: 'speech_ended' },
      { type: 'swapped' },
      { type: 'first_audio' },
    ]);
    expect(effects.at(-1)).toMatchObject({
      waterfall: {
        decision: 0,
        bundle: 100,
        greeting_ready: 200,
        announcement_end: 300,
        commit: 300,
        first_audio: 500,
      },
    });
  });
});

const anyInput: fc.Arbitrary<HandoffInput> = fc.oneof(
  fc.record({ type: fc.constant('decided' as const), silent: fc.boolean() }),
  fc.record({
    type: fc.constantFrom(
      'bundle_loaded' as const,
      'bundle_revised' as const,
      'speech_ended' as const,
      'greeting_ready' as const,
      'silence' as const,
      'swapped' as const,
      'first_audio' as const,
      'returned' as const,
      'call_ended' as const,
    ),
  }),
  fc.constant(failed),
);

describe('whatever happens in whatever order', () => {
  const isEnd = (effect: HandoffEffect) =>
    effect.type === 'committed' || effect.type === 'rolled_back';

  it('each attempt ends exactly once, and nothing follows its end', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
        let open = false;
        for (const effect of run(inputs).effects) {
          if (effect.type === 'load') {
            expect(open).toBe(false);
            open = true;
          } else {
            expect(open).toBe(true);
            if (isEnd(effect)) open = false;
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a swap is never begun while something is being said or the opening is not ready', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
        let state: HandoffState = IDLE;
        inputs.forEach((input, at) => {
          const step = stepHandoff(state, input, at);
          if (step.effects.some((effect) => effect.type === 'swap')) {
            expect(['greeting_ready', 'speech_ended']).toContain(input.type);
            expect(state).toMatchObject({ stage: 'preparing', progress: { loaded: true } });
          }
          state = step.state;
        });
      }),
      { numRuns: 500 },
    );
  });

  it('the waterfall never runs backwards', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
        for (const effect of run(inputs).effects) {
          if (effect.type !== 'committed') continue;
          const { bundle, greeting_ready, commit, first_audio } = effect.waterfall;
          expect(bundle).toBeLessThanOrEqual(greeting_ready!);
          expect(greeting_ready).toBeLessThanOrEqual(commit!);
          expect(commit).toBeLessThanOrEqual(first_audio!);
        }
      }),
      { numRuns: 500 },
    );
  });
});
