/** The asking side of SIP over UDP (RFC 3261, section 17.1): what is lost is sent again. */
import type { Endpoint } from './sip-address.ts';
import { branchOf, cseqOf, isRequest } from './sip-message.ts';
import type { SipMessage, SipRequest, SipResponse } from './sip-message.ts';

/** What a transaction needs of the phone. */
export interface Link {
  readonly send: (message: SipMessage, to: Endpoint) => void;
  /** The round trip that everything is a multiple of; RFC 3261 has 500. */
  readonly t1_ms: number;
}

export interface Asking {
  readonly request: SipRequest;
  readonly to: Endpoint;
  readonly onProvisional?: (response: SipResponse) => void;
  /** The ACK of an INVITE's final answer, and where it goes. */
  readonly ackOf?: (response: SipResponse) => { request: SipRequest; to: Endpoint };
}

const T2_MS = 4_000;
/** Timers B and F. */
const GIVE_UP = 64;

/** What the phone itself says where nobody answered in time (8.1.3.1). */
const TIMED_OUT: SipResponse = { status: 408, reason: 'Request Timeout', headers: [], body: '' };

/** Sends at once, and again and again at growing distances until `stop` is called or time is up. */
export function repeat(
  { t1_ms }: Link,
  send: () => void,
  { limit_ms = Infinity, onOver }: { limit_ms?: number; onOver?: () => void } = {},
): () => void {
  let wait_ms = t1_ms;
  const again = (): NodeJS.Timeout =>
    setTimeout(() => {
      send();
      wait_ms = Math.min(wait_ms * 2, limit_ms);
      timer = again();
    }, wait_ms);
  send();
  let timer = again();
  const over = setTimeout(() => {
    stop();
    onOver?.();
  }, GIVE_UP * t1_ms);
  const stop = (): void => {
    clearTimeout(timer);
    clearTimeout(over);
  };
  return stop;
}

export class ClientTransactions {
  readonly #link: Link;
  readonly #open = new Map<string, (response: SipResponse) => void>();
  readonly #stops = new Set<() => void>();

  constructor(link: Link) {
    this.#link = link;
  }

  /** Resolves with the final answer; with 408 where none comes. */
  ask(asking: Asking): Promise<SipResponse> {
    const { request, to, onProvisional, ackOf } = asking;
    const isInvite = request.method === 'INVITE';
    return new Promise((resolve) => {
      let isFinal = false;
      let ack: ReturnType<NonNullable<Asking['ackOf']>> | undefined;
      const end = (response: SipResponse): void => {
        isFinal = true;
        stop();
        this.#stops.delete(over);
        resolve(response);
      };
      const over = (): void => {
        end(TIMED_OUT);
      };
      this.#open.set(keyOf(request), (response) => {
        if (response.status < 200) {
          if (isInvite) stop();
          if (!isFinal) onProvisional?.(response);
          return;
        }
        // Each copy of the answer says that the ACK was lost (17.1.1.2, 13.2.2.4).
        ack ??= ackOf?.(response);
        if (ack) this.#link.send(ack.request, ack.to);
        if (!isFinal) end(response);
      });
      const limits = { ...(!isInvite && { limit_ms: T2_MS }), onOver: over };
      const stop = repeat(
        this.#link,
        () => {
          this.#link.send(request, to);
        },
        limits,
      );
      this.#stops.add(over);
    });
  }

  receive(response: SipResponse): void {
    this.#open.get(keyOf(response))?.(response);
  }

  close(): void {
    for (const stop of [...this.#stops]) stop();
    this.#open.clear();
  }
}

function keyOf(message: SipMessage): string {
  const method = isRequest(message) ? message.method : cseqOf(message).method;
  return `${branchOf(message)} ${method}`;
}
