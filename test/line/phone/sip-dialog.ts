/** A dialog (RFC 3261, section 12): whose requests belong together. Both ends are neighbours: no routes. */
import { randomBytes } from 'node:crypto';
import { endpointOf, formatAddress, parseAddress, tagOf, type Endpoint } from './sip-address.ts';
import { cseqOf, header, headersNamed } from './sip-message.ts';
import type { Headers, SipMessage, SipRequest, SipResponse } from './sip-message.ts';

export const ALLOW = 'INVITE, ACK, CANCEL, BYE, REFER, NOTIFY, OPTIONS';

/** An end of a call: a number at an address. */
export interface Party {
  readonly user: string;
  readonly host: Endpoint;
  readonly display?: string;
}

export function token(length = 8): string {
  return randomBytes(length).toString('hex');
}

export function uriOf({ user, host }: Party): string {
  return `sip:${user}${user && '@'}${host.host}:${host.port}`;
}

export function viaOf({ host, port }: Endpoint, branch = `z9hG4bK${token()}`): string {
  return `SIP/2.0/UDP ${host}:${port};rport;branch=${branch}`;
}

/** An answer has the request's Via, From, Call-ID and CSeq, and the tag of who answers (8.2.6). */
export function responseTo(
  request: SipRequest,
  [status, reason]: readonly [status: number, reason: string],
  { tag, headers = [], body = '' }: { tag?: string; headers?: Headers; body?: string } = {},
): SipResponse {
  const to = parseAddress(header(request, 'To') ?? '');
  const params = { ...to.params, ...(tag !== undefined && status > 100 && { tag }) };
  const same = ['Via', 'From', 'Call-ID', 'CSeq'].flatMap((name) => headersNamed(request, name));
  const own = [['To', formatAddress({ ...to, params })] as const, ...headers];
  return { status, reason, headers: [...same, ...own], body };
}

export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly #at: Endpoint;
  #local: string;
  #remote: string;
  #target: string;
  #number: number;

  private constructor(at: Endpoint, ids: { callId: string; tag: string; number: number }) {
    [this.#at, this.callId, this.localTag, this.#number] = [at, ids.callId, ids.tag, ids.number];
    this.#local = this.#remote = this.#target = '';
  }

  static outgoing(at: Endpoint, from: Party, to: Party): Dialog {
    const dialog = new Dialog(at, { callId: `${token()}@${at.host}`, tag: token(), number: 0 });
    const local = {
      display: from.display ?? '',
      uri: uriOf(from),
      params: { tag: dialog.localTag },
    };
    dialog.#local = formatAddress(local);
    dialog.#target = uriOf(to);
    dialog.#remote = formatAddress({ display: '', uri: dialog.#target, params: {} });
    return dialog;
  }

  static incoming(at: Endpoint, invite: SipRequest): Dialog {
    const callId = header(invite, 'Call-ID') ?? '';
    const dialog = new Dialog(at, { callId, tag: token(), number: 0 });
    const to = parseAddress(header(invite, 'To') ?? '');
    dialog.#local = formatAddress({ ...to, params: { tag: dialog.localTag } });
    dialog.learn(invite, header(invite, 'From') ?? '');
    return dialog;
  }

  get remoteTag(): string {
    return tagOf(this.#remote);
  }

  get target(): Endpoint {
    return endpointOf(this.#target);
  }

  /** What the other side says of itself: its tag, and where it takes further requests. */
  learn(message: SipMessage, remote = header(message, 'To') ?? ''): void {
    this.#remote = remote;
    const contact = header(message, 'Contact');
    if (contact !== undefined) this.#target = parseAddress(contact).uri;
  }

  contact(user: string): readonly [string, string] {
    return ['Contact', `<${uriOf({ user, host: this.#at })}>`];
  }

  request(method: string, headers: Headers = [], body = ''): SipRequest {
    this.#number += 1;
    return this.#build(method, this.#number, { headers, body });
  }

  /** Of a 2xx: with a branch of its own, and the number of the INVITE (13.2.2.4). */
  ack(invite: SipRequest): SipRequest {
    return this.#build('ACK', cseqOf(invite).number, { headers: [], body: '' });
  }

  #build(method: string, number: number, more: { headers: Headers; body: string }): SipRequest {
    const headers: Headers = [
      ['Via', viaOf(this.#at)],
      ['Max-Forwards', '70'],
      ['From', this.#local],
      ['To', this.#remote],
      ['Call-ID', this.callId],
      ['CSeq', `${number} ${method}`],
      ...more.headers,
    ];
    return { method, uri: this.#target, headers, body: more.body };
  }
}

/** CANCEL, and the ACK of a refusal: the INVITE's own address, Via and number (9.1, 17.1.1.3). */
export function besideInvite(method: 'CANCEL' | 'ACK', invite: SipRequest, to: string): SipRequest {
  const same = ['Via', 'From', 'Call-ID'].flatMap((name) => headersNamed(invite, name));
  const number = cseqOf(invite).number;
  const own = [['To', to] as const, ['CSeq', `${number} ${method}`] as const];
  const headers: Headers = [...same, ['Max-Forwards', '70'], ...own];
  return { method, uri: invite.uri, headers, body: '' };
}
