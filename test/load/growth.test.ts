import { expect, it } from 'vitest';
import { slopeOf } from './growth.ts';

const at = (minute: number, megabytes: number) => ({ minute, megabytes });

it('what grows by so much a minute has that slope, whatever goes up and down beside it', () => {
  expect(slopeOf([at(0, 100), at(1, 102), at(2, 104)])).toBeCloseTo(2);
  expect(slopeOf([at(0, 100), at(1, 120), at(2, 80), at(3, 100), at(4, 100)])).toBeCloseTo(-2);
  expect(slopeOf([at(0, 100), at(1, 90), at(2, 110), at(3, 90), at(4, 100)])).toBeCloseTo(0);
});
