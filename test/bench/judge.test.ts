import { describe, expect, it } from 'vitest';
import { judge, unmeasured, type Planned } from '../../bench/judge.ts';
import { Figure, type Series } from '../../bench/result.ts';

const PLANNED: Planned = {
  name: 'silence at a handoff, p50',
  unit: 'ms',
  aim: { of_bare: 0.2, at_most: 150 },
  share: 0.5,
  series: 'silence',
};
const times = (value: number) => [value - 1, value, value + 1];
const series = (values: Series['values']): Series => ({ name: 'silence', unit: 'ms', values });

describe('a figure', () => {
  it('holds where all of its aim does, and has the shape of the file', () => {
    const runs = { baton: times(100), 'as-taught': times(1000), tuned: times(400) };
    const figure = judge(PLANNED, series(runs));
    expect(Figure.parse(figure)).toMatchObject({
      aim: '≤ 0.2 × bare, ≤ 150 ms',
      value: 100,
      bare: 1000,
      ratio: 0.1,
      ratio_tuned: 0.25,
      runs: 3,
      measured: true,
      holds: true,
    });
    expect(figure.because).toBeUndefined();
  });

  it.each([
    [{ baton: times(160), 'as-taught': times(1000) }, 'more than 150'],
    [{ baton: times(100), 'as-taught': times(400) }, 'more than 0.2 × bare'],
    [
      { baton: times(100), 'as-taught': times(1000), tuned: times(50) },
      'worse than the tuned form',
    ],
    [{ baton: times(100) }, 'nothing to compare it with'],
  ])('that misses its aim says what is missed', (values, because) => {
    const figure = Figure.parse(judge(PLANNED, series(values)));
    expect(figure).toMatchObject({ holds: false, because });
  });

  it('without a run was not measured, and says why', () => {
    expect(Figure.parse(judge(PLANNED, series({})))).toMatchObject({
      measured: false,
      holds: null,
      because: 'No run gave a value.',
    });
    expect(Figure.parse(unmeasured(PLANNED, 'No Go.')).value).toBeNull();
  });

  it('cannot be told as measured without a value, or as missing without a reason', () => {
    const silent: Partial<Figure> = unmeasured(PLANNED, 'No Go.');
    delete silent.because;
    expect(Figure.safeParse(silent).success).toBe(false);
    const hollow = { ...unmeasured(PLANNED, 'No Go.'), measured: true };
    expect(Figure.safeParse(hollow).success).toBe(false);
  });
});
