import { describe, expect, it } from 'vitest';
import { isOpen, nextOpening, spokenOpening } from '../../call/hours.ts';
import { BusinessHours } from '../../protocol/routing.ts';

const office = (changes: Partial<BusinessHours> = {}) =>
  BusinessHours.parse({ start: '09:00', end: '18:00', timezone: 'Asia/Kolkata', ...changes });
const at = (text: string) => Date.parse(text);
const opening = (hours: BusinessHours, from: string) => {
  const found = nextOpening(hours, at(from));
  return found === null ? null : new Date(found).toISOString();
};
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

describe('hours', () => {
  it('are those of the wall clock of their time zone, the end not included', () => {
    const hours = office();
    expect(isOpen(hours, at('2026-12-03T08:59:59+05:30'))).toBe(false);
    expect(isOpen(hours, at('2026-12-03T09:00:00+05:30'))).toBe(true);
    expect(isOpen(hours, at('2026-12-03T17:59:59+05:30'))).toBe(true);
    expect(isOpen(hours, at('2026-12-03T18:00:00+05:30'))).toBe(false);
  });

  it('do not hold on other weekdays and on holidays', () => {
    const hours = office({ holidays: ['2026-12-25'] });
    expect(isOpen(hours, at('2026-12-05T12:00:00+05:30'))).toBe(false);
    expect(isOpen(hours, at('2026-12-25T12:00:00+05:30'))).toBe(false);
    expect(opening(hours, '2026-12-24T18:00:00+05:30')).toBe('2026-12-28T03:30:00.000Z');
  });

  it('may end at midnight', () => {
    const hours = office({ end: '24:00', days: [4] });
    expect(isOpen(hours, at('2026-12-03T23:59:59+05:30'))).toBe(true);
    expect(isOpen(hours, at('2026-12-04T00:00:00+05:30'))).toBe(false);
  });

  it('that run past midnight belong to the day they start on', () => {
    const hours = office({ start: '22:00', end: '06:00', days: [5], holidays: ['2026-12-11'] });
    expect(isOpen(hours, at('2026-12-04T05:00:00+05:30'))).toBe(false);
    expect(isOpen(hours, at('2026-12-04T23:00:00+05:30'))).toBe(true);
    expect(isOpen(hours, at('2026-12-05T05:00:00+05:30'))).toBe(true);
    expect(isOpen(hours, at('2026-12-12T05:00:00+05:30'))).toBe(false);
    expect(opening(hours, '2026-12-05T06:00:00+05:30')).toBe('2026-12-18T16:30:00.000Z');
  });

  it('whose end is their start last a whole day', () => {
    const hours = office({ start: '09:00', end: '09:00', days: [4] });
    expect(isOpen(hours, at('2026-12-03T09:00:00+05:30'))).toBe(true);
    expect(isOpen(hours, at('2026-12-04T08:59:00+05:30'))).toBe(true);
    expect(isOpen(hours, at('2026-12-04T09:00:00+05:30'))).toBe(false);
  });

  it('open at once when somebody is there', () => {
    expect(opening(office(), '2026-12-03T10:12:34.567+05:30')).toBe('2026-12-03T04:42:34.567Z');
  });

  it('open when the clock leaps over their start', () => {
    const hours = office({ start: '02:30', end: '10:00', timezone: 'Europe/Berlin', days: [7] });
    // 02:00 becomes 03:00.
    expect(opening(hours, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('open twice when the clock shows them twice', () => {
    const hours = office({ start: '02:15', end: '02:45', timezone: 'Europe/Berlin', days: [7] });
    expect(opening(hours, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:15:00.000Z');
    expect(opening(hours, '2026-10-25T00:45:00Z')).toBe('2026-10-25T01:15:00.000Z');
  });

  it('open after a date that the zone left out', () => {
    const hours = office({ timezone: 'Pacific/Apia', days: EVERY_DAY });
    expect(opening(hours, '2011-12-29T18:00:00-10:00')).toBe('2011-12-30T19:00:00.000Z');
  });

  it('that never come again within 400 days do not open', () => {
    const start = at('2026-01-01T00:00:00Z');
    const holidays = Array.from({ length: 420 }, (_, day) =>
      new Date(start + day * 86_400_000).toISOString().slice(0, 10),
    );
    expect(opening(office({ holidays }), '2026-01-01T12:00:00Z')).toBeNull();
    expect(opening(office({ holidays }), '2026-03-01T12:00:00Z')).not.toBeNull();
  });
});

describe('an opening is spoken', () => {
  const now = at('2026-12-01T20:00:00+05:30');
  const spoken = (opening: string, language: string) =>
    spokenOpening(office(), at(`${opening}:00+05:30`), now, language);

  it.each([
    [
      '2026-12-01T21:05',
      'today at nine oh five in the evening',
      'hoy a las nueve y cinco de la noche',
    ],
    ['2026-12-02T09:30', 'tomorrow at nine thirty', 'mañana a las nueve y media'],
    ['2026-12-03T09:00', 'on Thursday at nine', 'el jueves a las nueve'],
    [
      '2026-12-03T13:45',
      'on Thursday at one forty-five in the afternoon',
      'el jueves a la una y cuarenta y cinco de la tarde',
    ],
    ['2026-12-04T00:00', 'on Friday at midnight', 'el viernes a medianoche'],
    ['2026-12-04T12:00', 'on Friday at noon', 'el viernes al mediodía'],
    [
      '2026-12-07T05:15',
      'on Monday at five fifteen in the morning',
      'el lunes a las cinco y cuarto de la mañana',
    ],
    [
      '2026-12-08T09:00',
      'on Tuesday, the eighth of December at nine',
      'el martes, ocho de diciembre, a las nueve',
    ],
    [
      '2027-01-01T08:00',
      'on Friday, the first of January at eight',
      'el viernes, primero de enero, a las ocho',
    ],
    [
      '2027-01-21T10:20',
      'on Thursday, the twenty-first of January at ten twenty',
      'el jueves, veintiuno de enero, a las diez y veinte',
    ],
  ])('%s: %s', (opening, english, spanish) => {
    expect(spoken(opening, 'en')).toBe(english);
    expect(spoken(opening, 'es-MX')).toBe(spanish);
  });

  it('by the day of its own time zone', () => {
    const hours = office({ timezone: 'America/New_York' });
    const late = at('2026-12-02T23:30:00-05:00');
    expect(spokenOpening(hours, at('2026-12-03T09:00:00-05:00'), late, 'en')).toBe(
      'tomorrow at nine',
    );
  });
});
