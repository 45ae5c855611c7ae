import { timeLimit } from '../../config/time-limit.ts';
import type { HttpAnswer, HttpPort, HttpRequest } from '../../call/ports.ts';
import type { Logger } from '../../config/log.ts';
import { allowedHosts } from './allowed-hosts.ts';
import { exchange, type Reply } from './exchange.ts';
import { checkedLookup, isForbidden, mayAsk, type Resolve } from './checked-lookup.ts';
import { isPublicAddress } from './public-address.ts';

const MOST_REDIRECTS = 3;

export interface HttpSenderOptions {
  /** Entries of `BATON_HTTP_TOOL_HOSTS`. */
  readonly hosts: readonly string[];
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** The call is over: what is still out is let go. */
  readonly over: AbortSignal;
  /** For tests: which addresses may be connected to. */
  readonly mayConnect?: (address: string) => boolean;
  /** For tests: who knows the addresses of a name. */
  readonly resolve?: Resolve;
}

/**
 * The way out for tools. A host must be on the list; its every address must be a public one, and
 * the connection goes to the address that was looked at. Each redirect passes the same checks.
 */
export function httpSender(options: HttpSenderOptions): HttpPort {
  const { hosts, log, over, mayConnect = isPublicAddress, resolve } = options;
  const isAllowed = allowedHosts(hosts);
  const lookup = checkedLookup(mayConnect, resolve);

  const hop = async (url: URL, request: HttpRequest, signal: AbortSignal): Promise<Reply> => {
    if (!isAllowed(url)) return { fault: 'refused_host' };
    if (!mayAsk(url, mayConnect)) return { fault: 'forbidden_address' };
    try {
      return await exchange(url, request, { lookup, signal });
    } catch (fault) {
      if (isForbidden(fault)) return { fault: 'forbidden_address' };
      return { fault: signal.aborted && !over.aborted ? 'timeout' : 'unreachable' };
    }
  };

  const follow = async (request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
    let url = new URL(request.url);
    let { headers } = request;
    for (let redirects = 0; ; redirects++) {
      const reply = await hop(url, { ...request, headers }, signal);
      if (!('location' in reply)) return reply;
      const { status, location } = reply;
      // A deed is not done a second time elsewhere.
      const mayFollow = request.method === 'GET' && redirects < MOST_REDIRECTS;
      if (!mayFollow || !URL.canParse(location, url.href)) return { fault: 'status', status };
      const next = new URL(location, url);
      if (next.origin !== url.origin) headers = {};
      url = next;
    }
  };

  return {
    async send(request, limit_ms) {
      const began = performance.now();
      const { host } = new URL(request.url);
      const answer = await follow(request, timeLimit(limit_ms, over));
      const { status } = answer;
      const facts = { host, ms: Math.round(performance.now() - began), status };
      if (!('fault' in answer)) log.info(facts, 'An HTTP tool was answered.');
      else if (hosts.length === 0)
        log.warn(facts, 'HTTP tools reach nobody: BATON_HTTP_TOOL_HOSTS is empty.');
      else if (answer.fault === 'refused_host')
        log.warn(facts, 'An HTTP tool asked for a host that BATON_HTTP_TOOL_HOSTS does not name.');
      else log.warn({ ...facts, fault: answer.fault }, 'An HTTP tool had no usable answer.');
      return answer;
    },
  };
}
