/** One entry of `BATON_HTTP_TOOL_HOSTS`. */
interface AllowedHost {
  readonly protocol: string;
  readonly hostname: string;
  /** Empty: the port of the protocol. */
  readonly port: string;
  readonly subdomains: boolean;
}

const ENTRY = /^(https?:\/\/)?(\*\.)?(.+)$/;

/** Tells whether a URL may be asked. An entry means https unless it is written with `http://`. */
export function allowedHosts(entries: readonly string[]): (url: URL) => boolean {
  const hosts = entries.flatMap((entry) => readEntry(entry) ?? []);
  return (url) =>
    // A password in a URL would be sent as a header that nobody wrote.
    url.username === '' && url.password === '' && hosts.some((host) => matches(host, url));
}

function readEntry(entry: string): AllowedHost | null {
  const [, scheme = 'https://', wildcard, rest = ''] = ENTRY.exec(entry) ?? [];
  if (!URL.canParse(scheme + rest)) return null;
  const { protocol, hostname, port } = new URL(scheme + rest);
  return { protocol, hostname, port, subdomains: wildcard !== undefined };
}

function matches({ protocol, hostname, port, subdomains }: AllowedHost, url: URL): boolean {
  if (url.protocol !== protocol || url.port !== port) return false;
  return subdomains ? url.hostname.endsWith(`.${hostname}`) : url.hostname === hostname;
}
