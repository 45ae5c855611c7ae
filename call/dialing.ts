import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { DialingPolicy } from '../protocol/dialing.ts';
import { EXTENSION } from '../protocol/extension.ts';
import type { TargetType, TransferTarget } from '../protocol/transfer-target.ts';

/** A destination that policy lets through, in both forms it may be reached by. */
export interface Destination {
  /** For `transfer_to` of a REFER: a `tel:`, `sip:` or `sips:` URI. */
  readonly uri: string;
  /**
   * For dialling by the outbound trunk: a number, or what the trunk's own switch knows. Null where
   * the trunk would reach somebody else, because it leads to another host.
   */
  readonly number: string | null;
}

export type DialingDecision = Destination | { readonly refused: string };

/**
 * Never dialled, whatever the policy says: whoever answers could not be told where the caller is.
 * Short codes that are common extensions (100–109) are left out.
 */
const EMERGENCY = new Set('000 110 112 113 118 119 190 191 192 911 988 995 999'.split(' '));
/** Kinds of number that cost the one who pays for the trunk more than a call. */
const DEAR = ['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER', 'PAGER'];

const SIP_URI =
  /^(sips?):([A-Za-z0-9._~!$&'()*+,=%-]+)@([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?((?:;[A-Za-z0-9._~!$&'()*+=%-]+)*)$/;
/** As a caller may say one; `*` and `#` switch a telephone exchange's own services. */
const SAID_EXTENSION = /^[0-9]{1,6}$/;
const USERNAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** Where a configured target leads. Its value was checked when it was written; policy has its say now. */
export function destinationOf(target: TransferTarget, policy: DialingPolicy): DialingDecision {
  const { type, value } = target;
  return BY_TYPE[type](value, policy);
}

/**
 * Where a number, extension or user name leads that is no configured target (D3). What a model or
 * a caller says is never a URI: that is made here by the trunk's template.
 */
export function directDestination(
  said: string,
  policy: DialingPolicy,
  bySwitch = false,
): DialingDecision {
  if (!policy.allow_direct) return { refused: 'Only the listed targets can be reached.' };
  const text = said.trim();
  const digits = text.replace(/[\s().-]/g, '');
  if (digits.startsWith('+')) return phone(digits, policy);
  if (SAID_EXTENSION.test(digits)) {
    return bySwitch ? switchDestination(digits, policy) : extension(digits, policy);
  }
  if (!bySwitch && USERNAME.test(text)) return username(text.toLowerCase(), policy);
  return { refused: `"${text.slice(0, 40)}" is no number, extension or name that can be reached.` };
}

/**
 * What the switch that streams the call is asked for: a number, or one of its own extensions. It
 * knows no URI, and no template of ours.
 */
export function switchDestination(value: string, policy: DialingPolicy): DialingDecision {
  const text = value.replace(/^tel:/i, '');
  if (text.startsWith('+')) return phone(text, policy);
  if (isEmergency(text)) return emergency();
  if (!EXTENSION.test(text)) {
    return {
      refused: 'The switch of this call reaches numbers such as +15550100123 and extensions.',
    };
  }
  return { uri: text, number: text };
}

/** A TEL function's or an operator's number: E.164 or an extension (D8). */
export function fixedDestination(number: string, policy: DialingPolicy): DialingDecision {
  return number.startsWith('+') ? phone(number, policy) : extension(number, policy);
}

/** Where an entry of the directory is reached: it was checked when it was written. */
export function entryDestination(value: string, policy: DialingPolicy): DialingDecision {
  if (/^sips?:/.test(value)) return sipUri(value, policy);
  if (value.startsWith('tel:')) return telUri(value, policy);
  if (value.startsWith('+')) return phone(value, policy);
  return USERNAME.test(value) ? username(value, policy) : extension(value, policy);
}

const BY_TYPE: Record<TargetType, (value: string, policy: DialingPolicy) => DialingDecision> = {
  phone_number: phone,
  tel_uri: telUri,
  sip_uri: sipUri,
  extension,
  agent_queue: () => ({ refused: 'A queue of people is no number.' }),
};

function phone(value: string, { countries, denied_prefixes }: DialingPolicy): DialingDecision {
  const digits = value.replace(/[^0-9]/g, '');
  if (isEmergency(digits)) return emergency();
  const number = parsePhoneNumberFromString(`+${digits}`);
  // Hazard: with an extension, or anything else behind it, it would be another subscriber's number.
  if (!/^\+[0-9\s().-]+$/.test(value) || !number?.isPossible()) {
    return { refused: 'That is no number in international form, such as +15550100123.' };
  }
  if (isEmergency(number.nationalNumber)) return emergency();
  if (denied_prefixes.some((prefix) => number.number.startsWith(prefix))) {
    return { refused: 'Numbers of that kind are not dialled from here.' };
  }
  // A country calling code may be shared; a number that fits none of its countries has none.
  if (
    !number.country
      ? !sharesCode(number.getPossibleCountries(), countries)
      : !countries.includes(number.country)
  ) {
    return { refused: 'Numbers of that country are not dialled from here.' };
  }
  if (DEAR.includes(number.getType() ?? '')) {
    return { refused: 'Numbers that cost extra are not dialled from here.' };
  }
  return { uri: `tel:${number.number}`, number: number.number };
}

const sharesCode = (possible: readonly string[], allowed: readonly string[]) =>
  possible.some((country) => allowed.includes(country));

function telUri(value: string, policy: DialingPolicy): DialingDecision {
  const [number = ''] = value.replace(/^tel:/i, '').split(';');
  const digits = number.replace(/[().-]/g, '');
  if (digits.startsWith('+')) return phone(digits, policy);
  // A local number means something in its own context only, so it is referred to and never dialled.
  return isEmergency(digits) ? emergency() : { uri: value, number: null };
}

function sipUri(value: string, policy: DialingPolicy): DialingDecision {
  const parts = SIP_URI.exec(value);
  const user = plainUser(parts?.[2] ?? '');
  const host = parts?.[3]?.toLowerCase();
  if (!host || user === null) return { refused: 'That is no SIP URI of the form sip:user@host.' };
  if (isEmergency(user)) return emergency();
  if (user.startsWith('+')) {
    const checked = phone(user, policy);
    return 'refused' in checked ? checked : { uri: value, number: checked.number };
  }
  return { uri: value, number: policy.outbound_hosts.includes(host) ? user : null };
}

/** The user part as a switch reads it: escapes undone, separators of a number gone. */
function plainUser(written: string): string | null {
  try {
    const user = decodeURIComponent(written);
    return /^\+?[\d().-]+$/.test(user) ? user.replace(/[().-]/g, '') : user;
  } catch {
    return null;
  }
}

function extension(value: string, policy: DialingPolicy): DialingDecision {
  if (isEmergency(value)) return emergency();
  if (!EXTENSION.test(value)) return { refused: 'That is no extension: up to six digits.' };
  if (!policy.extension_uri) return { refused: 'Extensions cannot be dialled from here.' };
  const written = value.replaceAll('#', '%23');
  return sipUri(policy.extension_uri.replaceAll('{ext}', written), policy);
}

function username(value: string, policy: DialingPolicy): DialingDecision {
  if (!policy.username_uri) return { refused: 'Names cannot be dialled from here.' };
  return sipUri(policy.username_uri.replaceAll('{user}', value), policy);
}

/** As it stands, with service keys, or behind a digit for an outside line. */
function isEmergency(number: string): boolean {
  const digits = number.replace(/[^\d]/g, '');
  return EMERGENCY.has(digits) || EMERGENCY.has(digits.replace(/^[089]/, ''));
}

function emergency(): DialingDecision {
  return { refused: 'Emergency numbers are never dialled from here.' };
}
