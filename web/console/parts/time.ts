import { serverNow } from '../server-clock.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const WEEK_MS = 6 * 86_400_000;

/** "14:02" today, "Tue 3 Mar, 14:02" lately, "3 Mar 2025, 14:02" before. */
export function moment(iso: string, now = Date.now()): string {
  const at = new Date(iso);
  const clock = CLOCK.format(at);
  if (DATE.format(at) === DATE.format(now)) return clock;
  const near = Math.abs(now - at.getTime()) < WEEK_MS;
  return `${near ? DAY.format(at).replace(',', '') : DATE.format(at)}, ${clock}`;
}

export function exactly(iso: string): string {
  return EXACT.format(new Date(iso));
}

/** "0:07", "12:31", "1:02:09". */
export function length(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part));
  const hours = Math.floor(seconds / 3600);
  const [minutes = '', rest = ''] = parts;
  const short = `${hours > 0 ? minutes.padStart(2, '0') : minutes}:${rest.padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${short}` : short;
}

/** From one moment of the server's to another, or to now. */
export function between(from: string, to: string | null): number {
  return (to === null ? serverNow() : Date.parse(to)) - Date.parse(from);
}

/** The moment at which a day ("2026-03-01") begins here, or another one so many days later. */
export function startOfDay(day: string, later = 0): string | null {
  const at = new Date(`${day}T00:00`);
  if (Number.isNaN(at.getTime())) return null;
  at.setDate(at.getDate() + later);
  return at.toISOString();
}
