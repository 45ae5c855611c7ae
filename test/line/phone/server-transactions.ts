/** The answering side of SIP over UDP (RFC 3261, section 17.2): what is asked again is answered again. */
import { repeat, type Link } from './client-transactions.ts';
import type { Endpoint } from './sip-address.ts';
import { branchOf, cseqOf, header, type SipRequest, type SipResponse } from './sip-message.ts';

const T2_MS = 4_000;

interface Served {
  readonly request: SipRequest;
  readonly from: Endpoint;
  last?: SipResponse;
  stop?: () => void;
}

export class ServerTransactions {
  readonly #link: Link;
  readonly #open = new Map<string, Served>();

  constructor(link: Link) {
    this.#link = link;
  }

  /** False for a copy of a request that is there already, and for an ACK: nothing is to be done. */
  receive(request: SipRequest, from: Endpoint): boolean {
    if (request.method === 'ACK') {
      this.#acknowledge(request);
      return false;
    }
    const key = keyOf(request, request.method);
    const there = this.#open.get(key);
    if (there) {
      if (there.last) this.#link.send(there.last, there.from);
      return false;
    }
    this.#open.set(key, { request, from });
    return true;
  }

  /** The final answer to an INVITE is repeated until its ACK comes. */
  answer(request: SipRequest, response: SipResponse): void {
    const served = this.#open.get(keyOf(request, request.method));
    if (!served) return;
    served.last = response;
    const send = (): void => {
      this.#link.send(response, served.from);
    };
    if (request.method !== 'INVITE' || response.status < 200) send();
    else served.stop = repeat(this.#link, send, { limit_ms: T2_MS });
  }

  /** The INVITE that a CANCEL is about: it has the same branch (9.1). */
  cancelled(cancel: SipRequest): SipRequest | undefined {
    return this.#open.get(keyOf(cancel, 'INVITE'))?.request;
  }

  close(): void {
    for (const { stop } of this.#open.values()) stop?.();
    this.#open.clear();
  }

  /** The ACK of a 2xx has a branch of its own, so it is found by its call and number (13.3.1.4). */
  #acknowledge(ack: SipRequest): void {
    for (const { request, stop } of this.#open.values())
      if (request.method === 'INVITE' && isSameTurn(request, ack)) stop?.();
  }
}

function isSameTurn(one: SipRequest, other: SipRequest): boolean {
  const sameCall = header(one, 'Call-ID') === header(other, 'Call-ID');
  return sameCall && cseqOf(one).number === cseqOf(other).number;
}

function keyOf(request: SipRequest, method: string): string {
  return `${branchOf(request)} ${method}`;
}
