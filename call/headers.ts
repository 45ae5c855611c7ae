import type { DialingPolicy } from '../protocol/dialing.ts';
import { TRANSFERS_HEADER } from './transfer-count.ts';

/** RFC 3261 §25.1, `token`. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,255}$/;
/** Longest value the SIP bridge takes. */
const LONGEST = 1024;

export type Headers = Readonly<Record<string, string>>;

export interface Sifted {
  readonly passed: Record<string, string>;
  /** Names of what was held back, for the audit line; values are in no log. */
  readonly held: readonly string[];
}

/** The caller's headers that policy lets in, by lower-case name (B10). */
export function headersIn(headers: Headers, policy: DialingPolicy['headers']): Sifted {
  const passed = new Map<string, string>();
  const held: string[] = [];
  for (const [written, value] of Object.entries(headers)) {
    const name = written.toLowerCase();
    const wanted = policy.in.includes(name) || name === TRANSFERS_HEADER.toLowerCase();
    if (wanted && isSound(name, value)) passed.set(name, value);
    else held.push(written);
  }
  return { passed: Object.fromEntries(passed), held };
}

/**
 * The headers of a REFER: only those that came in by the list, under the names that policy gives
 * them. The bridge lower-cases names, so their spelling comes from here.
 */
export function headersOut(
  came_in: Headers,
  policy: DialingPolicy['headers'],
): Record<string, string> {
  const known = new Map(Object.entries(came_in));
  const leaving = policy.out.flatMap(({ from, as }): [string, string][] => {
    const value = known.get(from);
    return value !== undefined && isSound(as, value) ? [[as, value]] : [];
  });
  return Object.fromEntries(leaving);
}

/** As variables of a template: `x-account-id` is `headers.x_account_id`. */
export function headerVariables(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replaceAll('-', '_'), value]),
  );
}

function isSound(name: string, value: string): boolean {
  return TOKEN.test(name) && value.length > 0 && value.length <= LONGEST && !isBroken(value);
}

/**
 * A value with a line break would be a header of its own; other control characters break parsers,
 * and half a character would not leave as it came.
 */
function isBroken(value: string): boolean {
  return /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value);
}
