import { Temporal } from 'temporal-polyfill';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryCode } from 'libphonenumber-js/max';
import type { DialingPolicy } from '../protocol/dialing.ts';
import type { BusinessHours } from '../protocol/routing.ts';
import { fixedDestination } from './dialing.ts';
import { nextOpening } from './hours.ts';

/** Milliseconds after which a call is made that is bound to no hours. */
const SOON_MS = 5 * 60_000;

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

/** A time of day as a caller may want it, `2026-12-03T09:00`, by a wall clock; null if it is none. */
export function wantedAt(text: string, timezone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(text.trim()).toZonedDateTime(timezone).epochMilliseconds;
  } catch {
    return null;
  }
}
