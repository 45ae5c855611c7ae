import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, nextOpening } from '../../call/hours.ts';
import { BusinessHours } from '../../protocol/routing.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A zone, and a moment near which its wall clock is changed. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  // Half an hour.
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['America/St_Johns', '2026-03-08T05:30:00Z'],
  // One minute past midnight, back into the day before.
  ['America/St_Johns', '2010-11-07T02:31:00Z'],
  ['Asia/Kolkata', '2026-03-29T01:00:00Z'],
  // A whole date is left out.
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  // Midnight itself is left out.
  ['America/Havana', '2026-03-08T05:00:00Z'],
] as const;

/** The wall clock by `Intl`, which knows nothing of Temporal. */
function intlClock(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-CA-u-hc-h23', {
    timeZone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });
  return (at: number) => {
    const part = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, value]),
    );
    const { year, month, day, hour, minute } = part;
    return { date: `${year}-${month}-${day}`, minute: Number(hour) * 60 + Number(minute) };
  };
}

/** Hours by their definition: a window begins on a date and lasts to its end, on it or on the next. */
function openByDefinition(hours: BusinessHours, clock: ReturnType<typeof intlClock>, at: number) {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const [start, end] = [minutes(hours.start), minutes(hours.end)];
  const { date, minute } = clock(at);
  const worked = (days: number) => {
    const begun = new Date(Date.parse(`${date}T00:00:00Z`) - days * 24 * HOUR_MS);
    const allowed = hours.days.includes(begun.getUTCDay() || 7);
    return allowed && !hours.holidays.includes(begun.toISOString().slice(0, 10));
  };
  const length = end > start ? end - start : end + 24 * 60 - start;
  return [0, 1].some((days) => {
    const since = minute + days * 24 * 60 - start;
    return worked(days) && since >= 0 && since < length;
  });
}

const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 15, 29, 30, 45, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

const scene = fc
  .record({
    change: fc.constantFrom(...CHANGES),
    start: timeOfDay,
    end: fc.oneof(
      { weight: 5, arbitrary: timeOfDay },
      { weight: 1, arbitrary: fc.constant('24:00') },
    ),
    days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    holiday: fc.integer({ min: -2, max: 2 }),
    /** Seconds around the change. */
    from_s: fc.integer({ min: -30 * 3600, max: 12 * 3600 }),
  })
  .map(({ change: [timezone, moment], start, end, days, holiday, from_s }) => {
    const changed = Date.parse(moment);
    const holidays = [new Date(changed + holiday * 24 * HOUR_MS).toISOString().slice(0, 10)];
    const hours = BusinessHours.parse({ start, end, timezone, days, holidays });
    return { hours, at: changed + from_s * 1000 };
  });

describe('hours around a change of the clock, against a clock that is read each minute,', () => {
  it('hold when they hold by definition', () => {
    fc.assert(
      fc.property(scene, ({ hours, at }) => {
        expect(isOpen(hours, at)).toBe(openByDefinition(hours, intlClock(hours.timezone), at));
      }),
      { numRuns: 1000 },
    );
  });

  it('open at the first minute at which they hold', () => {
    const LOOKED_MS = 36 * HOUR_MS;
    fc.assert(
      fc.property(scene, ({ hours, at }) => {
        const clock = intlClock(hours.timezone);
        const minute = Math.ceil(at / MINUTE_MS) * MINUTE_MS;
        let expected: number | null = openByDefinition(hours, clock, at) ? at : null;
        for (let step = minute; expected === null && step < at + LOOKED_MS; step += MINUTE_MS)
          if (openByDefinition(hours, clock, step)) expected = step;
        const found = nextOpening(hours, at);
        if (expected !== null) expect(found).toBe(expected);
        else expect(found === null || found >= at + LOOKED_MS).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
