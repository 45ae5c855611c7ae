/** Addresses of SIP headers (RFC 3261, section 20.10 and 25.1): name-addr and addr-spec. */

export interface Address {
  readonly display: string;
  readonly uri: string;
  /** The header's own parameters, the tag among them. */
  readonly params: Readonly<Record<string, string>>;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const SIP_PORT = 5060;

export function parseAddress(value: string): Address {
  const named = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*))\s*<([^>]*)>(.*)$/.exec(value);
  if (!named) {
    // Without brackets what follows the semicolon is the header's (20.10).
    const [uri = '', ...params] = value.trim().split(';');
    return { display: '', uri, params: paramsOf(params) };
  }
  const [, quoted, plain = '', uri = '', rest = ''] = named;
  const display = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain.trim();
  return { display, uri, params: paramsOf(rest.split(';')) };
}

export function formatAddress({ display, uri, params }: Address): string {
  const name = display === '' ? '' : `"${display.replaceAll(/["\\]/g, '\\$&')}" `;
  const more = Object.entries(params).map(([key, value]) => `;${key}${value && `=${value}`}`);
  return `${name}<${uri}>${more.join('')}`;
}

export function tagOf(value: string | undefined): string {
  return parseAddress(value ?? '').params['tag'] ?? '';
}

/** `+15105550123` of `sip:+15105550123@host;user=phone`, and of `tel:+15105550123`. */
export function userOf(uri: string): string {
  const [, , user] = /^(sips?|tel):([^@;]*)/i.exec(uri) ?? [];
  return user === undefined || (/^sips?:/i.test(uri) && !uri.includes('@')) ? '' : user;
}

export function endpointOf(uri: string): Endpoint {
  const [, host = '', port] = /^sips?:(?:[^@]*@)?([^:;?>]+)(?::(\d+))?/i.exec(uri) ?? [];
  return { host, port: Number(port ?? SIP_PORT) };
}

function paramsOf(parts: readonly string[]): Record<string, string> {
  const pairs = parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [key = '', ...value] = part.split('=');
      return [key.trim().toLowerCase(), value.join('=').trim()] as const;
    });
  return Object.fromEntries(pairs);
}
