import { Temporal } from 'temporal-polyfill';
import type { BusinessHours } from '../protocol/routing.ts';

const DAY_MIN = 24 * 60;
const DAY_MS = DAY_MIN * 60_000;
/** How far ahead an opening is looked for: a year, and holidays at its end. */
const HORIZON_DAYS = 400;
const MIDNIGHT = Temporal.PlainTime.from('00:00');
const DISAMBIGUATIONS = ['earlier', 'later'] as const;

/** Whether somebody is there at `at`, in milliseconds since the epoch. */
export function isOpen(hours: BusinessHours, at: number): boolean {
  const local = wallClock(hours, at);
  const today = local.toPlainDate();
  const minute = local.hour * 60 + local.minute;
  const start = minuteOf(hours.start);
  const end = minuteOf(hours.end);
  if (start < end) return minute >= start && minute < end && worksOn(hours, today);
  if (minute >= start && worksOn(hours, today)) return true;
  return minute < end && worksOn(hours, today.subtract({ days: 1 }));
}

/**
 * The earliest moment from `at` on at which somebody is there, `at` itself included; null when there
 * is none within 400 days. Where the clock leaps over the start, that is the moment of the leap.
 */
export function nextOpening(hours: BusinessHours, at: number): number | null {
  if (isOpen(hours, at)) return at;
  // A clock that is put back at midnight goes back into the day before.
  let date = wallClock(hours, at).toPlainDate().subtract({ days: 1 });
  let today = turnsOn(hours, date);
  for (let day = 0; day <= HORIZON_DAYS + 1; day += 1) {
    date = date.add({ days: 1 });
    const tomorrow = turnsOn(hours, date);
    const found = [...today, ...tomorrow]
      .sort((a, b) => a - b)
      .find((turn) => turn >= at && isOpen(hours, turn));
    if (found !== undefined) return found - at <= HORIZON_DAYS * DAY_MS ? found : null;
    today = tomorrow;
  }
  return null;
}

/**
 * Every moment of a date at which {@link isOpen} can turn true: the wall clock shows the start or
 * midnight, twice where it is put back; and where it is changed.
 */
function turnsOn({ start, timezone }: BusinessHours, date: Temporal.PlainDate): number[] {
  const moment = (plainTime: Temporal.PlainTime) => (disambiguation: 'earlier' | 'later') =>
    date.toPlainDateTime(plainTime).toZonedDateTime(timezone, { disambiguation }).epochMilliseconds;
  const shown = [MIDNIGHT, Temporal.PlainTime.from(start)].flatMap((time) =>
    DISAMBIGUATIONS.map(moment(time)),
  );
  const begin = date.toZonedDateTime(timezone);
  const end = date.add({ days: 1 }).toZonedDateTime(timezone);
  if (end.epochMilliseconds - begin.epochMilliseconds === DAY_MS) return shown;
  const change = begin.subtract({ seconds: 1 }).getTimeZoneTransition('next');
  return change ? [...shown, change.epochMilliseconds] : shown;
}

function worksOn({ days, holidays }: BusinessHours, date: Temporal.PlainDate): boolean {
  return days.includes(date.dayOfWeek) && !holidays.includes(date.toString());
}

function minuteOf(timeOfDay: string): number {
  const [hour = 0, minute = 0] = timeOfDay.split(':').map(Number);
  return hour * 60 + minute;
}

function wallClock({ timezone }: BusinessHours, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
}

/**
 * An opening as a voice says it: "tomorrow at nine thirty", "on Thursday at two in the afternoon".
 * Spanish for `es`, else English. Both moments in milliseconds since the epoch.
 */
export function spokenOpening(
  hours: BusinessHours,
  opening: number,
  now: number,
  language: string,
): string {
  const local = wallClock(hours, opening);
  const today = wallClock(hours, now).toPlainDate();
  const { days } = local.toPlainDate().since(today, { largestUnit: 'days' });
  return language.toLowerCase().startsWith('es') ? inSpanish(local, days) : inEnglish(local, days);
}

function inEnglish(local: Temporal.ZonedDateTime, days: number): string {
  return `${englishDay(local, days)} at ${englishTime(local)}`;
}

function englishDay({ dayOfWeek, day, month }: Temporal.ZonedDateTime, days: number): string {
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  const weekday = `on ${word(WEEKDAYS.en, dayOfWeek)}`;
  if (days > 1 && days <= 6) return weekday;
  return `${weekday}, the ${ordinal(day)} of ${word(MONTHS.en, month)}`;
}

function englishTime({ hour, minute }: Temporal.ZonedDateTime): string {
  if (minute === 0 && hour === 0) return 'midnight';
  if (minute === 0 && hour === 12) return 'noon';
  const past = minute === 0 ? '' : minute < 10 ? ` oh ${number(minute)}` : ` ${number(minute)}`;
  return `${number(hour % 12 || 12)}${past}${englishPart(hour)}`;
}

/** The hours at which offices open need no more words. */
function englishPart(hour: number): string {
  if (hour >= 7 && hour < 12) return '';
  if (hour < 7) return ' in the morning';
  if (hour < 18) return ' in the afternoon';
  return hour < 22 ? ' in the evening' : ' at night';
}

function number(value: number): string {
  if (value < 20) return word(NUMBERS.en, value);
  const ten = word(TENS, Math.floor(value / 10));
  return value % 10 === 0 ? ten : `${ten}-${word(NUMBERS.en, value % 10)}`;
}

function ordinal(day: number): string {
  if (day < 20) return word(ORDINALS, day);
  if (day % 10 === 0) return day === 20 ? 'twentieth' : 'thirtieth';
  return `${word(TENS, Math.floor(day / 10))}-${word(ORDINALS, day % 10)}`;
}

function inSpanish(local: Temporal.ZonedDateTime, days: number): string {
  return `${spanishDay(local, days)} ${spanishTime(local)}`;
}

function spanishDay({ dayOfWeek, day, month }: Temporal.ZonedDateTime, days: number): string {
  if (days === 0) return 'hoy';
  if (days === 1) return 'mañana';
  const weekday = `el ${word(WEEKDAYS.es, dayOfWeek)}`;
  if (days > 1 && days <= 6) return weekday;
  // "veintiún" stands before a noun only; a date has none.
  return `${weekday}, ${day === 1 ? 'primero' : numero(day)} de ${word(MONTHS.es, month)},`;
}

function spanishTime({ hour, minute }: Temporal.ZonedDateTime): string {
  if (minute === 0 && hour === 0) return 'a medianoche';
  if (minute === 0 && hour === 12) return 'al mediodía';
  const past = { 0: '', 15: ' y cuarto', 30: ' y media' }[minute] ?? ` y ${numero(minute)}`;
  const shown = hour % 12 || 12;
  return `${shown === 1 ? 'a la una' : `a las ${numero(shown)}`}${past}${spanishPart(hour)}`;
}

function spanishPart(hour: number): string {
  if (hour >= 7 && hour < 12) return '';
  if (hour < 7) return hour === 0 ? ' de la noche' : ' de la mañana';
  return hour < 20 ? ' de la tarde' : ' de la noche';
}

function numero(value: number): string {
  if (value < 30) return word(NUMBERS.es, value);
  const ten = word(DECENAS, Math.floor(value / 10));
  return value % 10 === 0 ? ten : `${ten} y ${word(NUMBERS.es, value % 10)}`;
}

function word(words: readonly string[], at: number): string {
  return words[at] ?? String(at);
}

const split = (words: string) => words.split(' ');

/** The first place is nobody's: Monday, January and the first are 1. */
const WEEKDAYS = {
  en: split('- Monday Tuesday Wednesday Thursday Friday Saturday Sunday'),
  es: split('- lunes martes miércoles jueves viernes sábado domingo'),
};
const MONTHS = {
  en: split(
    '- January February March April May June July August September October November December',
  ),
  es: split(
    '- enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
  ),
};
const NUMBERS = {
  en: split(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  ),
  es: split(
    'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve',
  ),
};
const TENS = split('- ten twenty thirty forty fifty');
const DECENAS = split('- - - treinta cuarenta cincuenta');
const ORDINALS = split(
  '- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth',
);
