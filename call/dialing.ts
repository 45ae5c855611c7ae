import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { DialingPolicy } from '../protocol/dialing.ts';
import type { TargetType, TransferTarget } from '../protocol/transfer-target.ts';

/** A destination that policy lets through, in both forms it may be reached by. */
export interface Destination {
  /** For `transfer_to` of a REFER: a `tel:`, `sip:` or `sips:` URI. */
  readonly uri: string;
  /** For dialling by the outbound trunk: a number, an extension or a user name. */
  readonly number: string;
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
const EXTENSION = /^[0-9*#]{1,15}$/;
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
export function directDestination(said: string, policy: DialingPolicy): DialingDecision {
  if (!policy.allow_direct) return { refused: 'Only the listed targets can be reached.' };
  const text = said.trim();
  const digits = text.replace(/[\s().-]/g, '');
  if (/^\+\d/.test(digits)) return phone(digits, policy);
  if (EXTENSION.test(digits)) return extension(digits, policy);
  if (USERNAME.test(text)) return username(text.toLowerCase(), policy);
  return { refused: `"${text.slice(0, 40)}" is no number, extension or name that can be reached.` };
}

/** A TEL function's fixed number or extension (D8). */
export function fixedDestination(number: string, policy: DialingPolicy): DialingDecision {
  return number.startsWith('+') ? phone(number, policy) : extension(number, policy);
}

/** As an operator's dialpad or a call out gives it: E.164 or an extension. */
const BY_TYPE: Record<TargetType, (value: string, policy: DialingPolicy) => DialingDecision> = {
  phone_number: phone,
  tel_uri: telUri,
  sip_uri: sipUri,
  extension,
  agent_queue: () => ({ refused: 'A queue of people is no number.' }),
};

function phone(value: string, { countries, denied_prefixes }: DialingPolicy): DialingDecision {
  const digits = value.replace(/\D/g, '');
  if (EMERGENCY.has(digits)) return { refused: 'Emergency numbers are never dialled from here.' };
  const number = parsePhoneNumberFromString(`+${digits}`);
  if (!value.startsWith('+') || !number?.isPossible()) {
    return { refused: 'That is no number in international form, such as +15550100123.' };
  }
  if (EMERGENCY.has(number.nationalNumber)) {
    return { refused: 'Emergency numbers are never dialled from here.' };
  }
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
  const local = extension(digits, policy);
  // A local number keeps its own context; only what may not be dialled at all is refused.
  return 'refused' in local && EMERGENCY.has(digits) ? local : { uri: value, number: digits };
}

function sipUri(value: string, policy: DialingPolicy): DialingDecision {
  const parts = SIP_URI.exec(value);
  const user = parts?.[2] ?? '';
  if (!parts) return { refused: 'That is no SIP URI of the form sip:user@host.' };
  if (EMERGENCY.has(user)) return { refused: 'Emergency numbers are never dialled from here.' };
  if (/^\+\d+$/.test(user)) {
    const checked = phone(user, policy);
    if ('refused' in checked) return checked;
  }
  return { uri: value, number: user };
}

function extension(value: string, { extension_uri }: DialingPolicy): DialingDecision {
  if (EMERGENCY.has(value)) return { refused: 'Emergency numbers are never dialled from here.' };
  if (!EXTENSION.test(value)) return { refused: 'That is no extension: digits, * and # only.' };
  if (!extension_uri) return { refused: 'Extensions cannot be dialled from here.' };
  const written = value.replaceAll('#', '%23');
  return { uri: extension_uri.replaceAll('{ext}', written), number: value };
}

function username(value: string, { username_uri }: DialingPolicy): DialingDecision {
  if (!username_uri) return { refused: 'Names cannot be dialled from here.' };
  return { uri: username_uri.replaceAll('{user}', value), number: value };
}
