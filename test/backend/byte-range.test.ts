import { expect, it } from 'vitest';
import { rangeIn } from '../../backend/byte-range.ts';

it.each([
  ['bytes=0-1', { from: 0, to: 1 }],
  ['bytes=90-', { from: 90, to: 99 }],
  ['bytes=-10', { from: 90, to: 99 }],
  ['bytes=-1000', { from: 0, to: 99 }],
  ['bytes=50-1000', { from: 50, to: 99 }],
])('%s of a hundred bytes is a part of them', (header, range) => {
  expect(rangeIn(header, 100)).toEqual(range);
});

it.each(['bytes=100-', 'bytes=500-600', 'bytes=-0'])(
  '%s of a hundred bytes is none of them',
  (header) => {
    expect(rangeIn(header, 100)).toBe('outside');
  },
);

it.each([undefined, '', 'bytes=-', 'bytes=9-3', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=a-b'])(
  '%s is no order of a part: all of it is sent',
  (header) => {
    expect(rangeIn(header, 100)).toBeNull();
  },
);
