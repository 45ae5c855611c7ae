import { Temporal } from 'temporal-polyfill';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryCode } from 'libphonenumber-js/max';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { DialingPolicy } from '../protocol/dialing.ts';
import type { BusinessHours } from '../protocol/routing.ts';
import { fixedDestination } from './dialing.ts';
import { nextOpening } from './hours.ts';

/** Milliseconds after which a call is made that is bound to no hours. */
const SOON_MS = 5 * 60_000;
/** How far ahead a call may be agreed on. */
export const AHEAD_DAYS = 60;
const DAY_MS = 24 * 60 * 60_000;
/** A time that has only just passed still means now. */
const JUST_PAST_MS = 10 * 60_000;

/** A number in E.164 that may be called, or why there is none. */
export type CallableNumber =
  /** `named`: it is not the one that the call comes from. */
  | { readonly number: string; readonly named: boolean }
  | { readonly missing: true }
  | { readonly refused: string };

/**
 * The number to call back: what the caller said, else where the call comes from. A national number
 * is one of the first country that policy lists; what may be dialled at all is policy's to say.
 */
export function callableNumber(
  said: string | undefined,
  caller_id: string | null,
  policy: DialingPolicy,
): CallableNumber {
  const written = said?.trim() || caller_id || '';
  const country = policy.countries[0] as CountryCode | undefined;
  const parsed = parsePhoneNumberFromString(written, country);
  if (!parsed?.isPossible()) return { missing: true };
  const found = fixedDestination(parsed.number, policy);
  if ('refused' in found) return found;
  const own = parsePhoneNumberFromString(caller_id ?? '', country)?.number;
  return { number: parsed.number, named: parsed.number !== own };
}

/**
 * When to call, in milliseconds since the epoch: the first moment of the hours from `wanted` on,
 * and not before now. Null where the hours never come.
 */
export function callBackAt(
  hours: BusinessHours | null,
  wanted: number | null,
  now: number,
): number | null {
  if (!hours) return Math.max(wanted ?? 0, now + SOON_MS);
  return nextOpening(hours, Math.max(wanted ?? 0, now));
}

/**
 * A time as a caller may want it, `2026-12-03T09:00`, by a wall clock; null if it is none, or has
 * passed, or is more than 60 days ahead.
 */
export function wantedAt(text: string, timezone: string, now: number): number | null {
  try {
    const local = Temporal.PlainDateTime.from(text.trim());
    const at = local.toZonedDateTime(timezone).epochMilliseconds;
    return at >= now - JUST_PAST_MS && at <= now + AHEAD_DAYS * DAY_MS ? at : null;
  } catch {
    return null;
  }
}

/** The wall clock of who is to call back: of its hours, else the deployment's (`TZ`). */
export function callBackZone(hours: BusinessHours | null): string {
  return hours?.timezone ?? Temporal.Now.timeZoneId();
}

/** Day and time for a character that agrees on calls back; null for one that does not. */
export function callBackClock({ character }: SessionBundle, now: number): string | null {
  const { after_hours_fallback, business_hours } = character.routing_config ?? {};
  if (after_hours_fallback !== 'callback') return null;
  return wallClock(now, callBackZone(business_hours ?? null));
}

/** "Thursday, 2026-11-26, 09:30 (Asia/Kolkata)": for a model, which reckons from it. */
export function wallClock(now: number, timezone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
  const weekday = local.toLocaleString('en', { weekday: 'long' });
  const [date, time] = [local.toPlainDate(), local.toPlainTime().toString().slice(0, 5)];
  return `${weekday}, ${date.toString()}, ${time} (${timezone})`;
}
