import { afterEach, expect, it, vi } from 'vitest';
import { between, startOfDay } from '../../web/console/parts/time.ts';
import { learnTime } from '../../web/console/server-clock.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  learnTime(new Date().toUTCString());
});

it('how long something has lasted is told by the clock that wrote when it began', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 3, 12, 0) });
  const server = Date.UTC(2026, 2, 3, 12, 3);
  const began = new Date(server - 60_000).toISOString();
  expect(between(began, null)).toBeLessThan(0);
  learnTime(new Date(server).toUTCString());
  expect(between(began, null)).toBeCloseTo(60_500, -3);
  learnTime('no time at all');
  expect(between(began, null)).toBeCloseTo(60_500, -3);
});

it('a day begins and ends where somebody looks at it, also when the clocks change', () => {
  vi.stubEnv('TZ', 'America/Los_Angeles');
  expect(startOfDay('2026-03-03')).toBe('2026-03-03T08:00:00.000Z');
  expect(startOfDay('2026-03-08', 1)).toBe('2026-03-09T07:00:00.000Z');
  expect(startOfDay('yesterday')).toBeNull();
});
