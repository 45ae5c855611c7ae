/** SIP messages as text (RFC 3261, section 7): no state, no network. */

/** In the order of the message; long names where RFC 3261 knows a compact one. */
export type Headers = readonly (readonly [name: string, value: string])[];

export interface SipRequest {
  readonly method: string;
  readonly uri: string;
  /** Without Content-Length, which follows from the body. */
  readonly headers: Headers;
  readonly body: string;
}

export interface SipResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;

const LENGTH = 'Content-Length';
/** RFC 3261 (7.3.3), RFC 3515 (Refer-To), RFC 6665 (Event, Allow-Events). */
const COMPACT: Readonly<Record<string, string>> = {
  c: 'Content-Type',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  k: 'Supported',
  l: LENGTH,
  m: 'Contact',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
};

export function isRequest(message: SipMessage): message is SipRequest {
  return 'method' in message;
}

export function formatMessage(message: SipMessage): Buffer {
  const start = isRequest(message)
    ? `${message.method} ${message.uri} SIP/2.0`
    : `SIP/2.0 ${message.status} ${message.reason}`;
  const headers = [...message.headers, [LENGTH, String(Buffer.byteLength(message.body))] as const];
  const lines = [start, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${message.body}`);
}

/** null for what is no SIP message: a keep-alive, a stray datagram. */
export function parseMessage(datagram: Uint8Array): SipMessage | null {
  const text = Buffer.from(datagram);
  const gap = /\r?\n\r?\n/.exec(text.toString('latin1'));
  const head = text.subarray(0, gap?.index ?? text.length).toString();
  // A line that begins with white space goes on with the one before (7.3.1).
  const [start = '', ...lines] = head.replaceAll(/[ \t]*\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const all = lines.filter((line) => line !== '').map(headerOf);
  if (all.some((header) => header === null)) return null;
  const found = all.filter((header) => header !== null);
  const rest = gap ? text.subarray(gap.index + gap[0].length) : Buffer.alloc(0);
  const length = Number(valueOf(found, LENGTH) ?? rest.length);
  if (!Number.isInteger(length) || length < 0 || length > rest.length) return null;
  const body = rest.subarray(0, length).toString();
  const headers = found.filter(([name]) => name !== LENGTH);
  return startedBy(start, { headers, body });
}

function startedBy(start: string, rest: Pick<SipMessage, 'headers' | 'body'>): SipMessage | null {
  const response = /^SIP\/2\.0 (\d{3})(?: (.*))?$/.exec(start);
  if (response) return { status: Number(response[1]), reason: response[2] ?? '', ...rest };
  const [, method, uri] = /^([^\s/]+) (\S+) SIP\/2\.0$/.exec(start) ?? [];
  return method && uri ? { method, uri, ...rest } : null;
}

function headerOf(line: string): readonly [string, string] | null {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon)).trim();
  if (!/^[\w.!%*+`'~-]+$/.test(name)) return null;
  const known = COMPACT[name.toLowerCase()] ?? (sameName(name, LENGTH) ? LENGTH : name);
  return [known, line.slice(colon + 1).trim()];
}

/** The first value of a header; names know no case. */
export function header(message: SipMessage, name: string): string | undefined {
  return valueOf(message.headers, name);
}

function valueOf(headers: Headers, name: string): string | undefined {
  return headers.find(([one]) => sameName(one, name))?.[1];
}

export function headersNamed(message: SipMessage, name: string): Headers {
  return message.headers.filter(([one]) => sameName(one, name));
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The headers that are nobody's but the two ends'. */
export function xHeaders(message: SipMessage): Record<string, string> {
  return Object.fromEntries(message.headers.filter(([name]) => /^x-/i.test(name)));
}

/** Number and method of the CSeq. */
export function cseqOf(message: SipMessage): { number: number; method: string } {
  const [number = '', method = ''] = (header(message, 'CSeq') ?? '').split(/\s+/);
  return { number: Number(number), method };
}

/** Of the topmost Via: the transaction. */
export function branchOf(message: SipMessage): string {
  return /;\s*branch\s*=\s*([^;,\s]+)/i.exec(header(message, 'Via') ?? '')?.[1] ?? '';
}
