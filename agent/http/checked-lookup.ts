import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';

/** All the addresses of a name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const system: Resolve = (hostname) => promisify(systemLookup)(hostname, { all: true });

const FORBIDDEN = 'BATON_FORBIDDEN_ADDRESS';

/**
 * The look-up of a connection that goes nowhere else: one forbidden address among those of a name
 * refuses it. Hazard: asked before the connection instead of by it, a name could answer otherwise
 * the second time (DNS rebinding).
 */
export function checkedLookup(
  mayConnect: (address: string) => boolean,
  resolve: Resolve = system,
): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) done(withCode('The name has no address.', 'ENOTFOUND'), '', 0);
        else if (!addresses.every(({ address }) => mayConnect(address)))
          done(withCode('The name has an address that may not be reached.', FORBIDDEN), '', 0);
        else if (options.all) done(null, addresses);
        else done(null, first.address, first.family);
      },
      (fault: unknown) => {
        done(fault instanceof Error ? fault : new Error(String(fault)), '', 0);
      },
    );
  };
}

/** A host written as an address is connected to without any look-up, so it is looked at here. */
export function mayAsk(url: URL, mayConnect: (address: string) => boolean): boolean {
  const address = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(address) === 0 || mayConnect(address);
}

export function isForbidden(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === FORBIDDEN;
}

function withCode(message: string, code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
