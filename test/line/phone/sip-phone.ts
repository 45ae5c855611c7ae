/** A small telephone: SIP over UDP (RFC 3261) on the loopback, G.711 µ-law, keys by RFC 4733. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { ClientTransactions } from './client-transactions.ts';
import { challengeFor, isAnswer, type Credentials } from './digest.ts';
import { IncomingCall } from './incoming-call.ts';
import { Media } from './media.ts';
import { placeCall, type CallOrder, type OutgoingCall } from './outgoing-call.ts';
import { ServerTransactions } from './server-transactions.ts';
import type { Endpoint } from './sip-address.ts';
import { tagOf } from './sip-address.ts';
import type { PhoneStack, SipCall } from './sip-call.ts';
import { ALLOW, responseTo, token, uriOf, viaOf } from './sip-dialog.ts';
import { formatMessage, header, isRequest, parseMessage } from './sip-message.ts';
import type { SipMessage, SipRequest } from './sip-message.ts';
import { statusOf } from './sip-status.ts';

const HOST = '127.0.0.1';
const T1_MS = 500;
const KEEP_ALIVE = Buffer.from('\r\n\r\n');
const CLOSE_LIMIT_MS = 2_000;

export interface SipPhoneOptions {
  readonly t1_ms?: number;
  /** Whoever calls has to know these. */
  readonly demands?: Credentials & { readonly realm: string };
  /** What is lost on the way out, for a test. */
  readonly isLost?: (message: SipMessage) => boolean;
  /** Without it everybody is told that the line is busy. */
  readonly onInvite?: (incoming: IncomingCall) => void;
}

export class SipPhone {
  readonly at: Endpoint;
  /** Every message that came, in its order. */
  readonly received: SipMessage[] = [];
  readonly #socket: Socket;
  readonly #options: SipPhoneOptions;
  readonly #phone: PhoneStack;
  readonly #calls = new Map<string, SipCall>();
  readonly #incoming = new Map<SipRequest, Promise<IncomingCall>>();
  readonly #nonce = token();
  #closed = false;

  private constructor(socket: Socket, options: SipPhoneOptions) {
    [this.#socket, this.#options] = [socket, options];
    this.at = { host: HOST, port: socket.address().port };
    const send = (message: SipMessage, { host, port }: Endpoint): void => {
      if (this.#closed || options.isLost?.(message)) return;
      socket.send(formatMessage(message), port, host, () => undefined);
    };
    const link = { send, t1_ms: options.t1_ms ?? T1_MS };
    const clients = new ClientTransactions(link);
    this.#phone = { ...link, at: this.at, clients, servers: new ServerTransactions(link) };
    socket.on('error', () => undefined);
    socket.on('message', (datagram, { address, port }) => {
      const message = parseMessage(datagram);
      if (message) this.#receive(message, { host: address, port });
    });
  }

  static async open(options: SipPhoneOptions = {}): Promise<SipPhone> {
    const socket = createSocket('udp4');
    socket.bind(0, HOST);
    await once(socket, 'listening');
    return new SipPhone(socket, options);
  }

  async place(order: CallOrder): Promise<OutgoingCall> {
    const outgoing = placeCall(this.#phone, order, await Media.open());
    this.#keep(outgoing.call);
    return outgoing;
  }

  /** Asks somebody whether anybody is there (section 11); the status of the answer. */
  async inquire(host: Endpoint): Promise<number> {
    const uri = uriOf({ user: '', host });
    const headers = [
      ['Via', viaOf(this.at)],
      ['Max-Forwards', '70'],
      ['From', `<${uriOf({ user: '', host: this.at })}>;tag=${token()}`],
      ['To', `<${uri}>`],
      ['Call-ID', token()],
      ['CSeq', '1 OPTIONS'],
    ] as const;
    const request = { method: 'OPTIONS', uri, headers, body: '' };
    return (await this.#phone.clients.ask({ request, to: host })).status;
  }

  /** Hangs up whatever there is; does not wait long for somebody who is gone. */
  async close(): Promise<void> {
    if (this.#closed) return;
    const over = [...this.#calls.values()].map((call) => call.hangUp());
    await Promise.race([Promise.all(over), pause(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    this.#closed = true;
    // What is still queued goes out before this does, and would be dropped with the socket.
    await new Promise<void>((sent) => {
      this.#socket.send(KEEP_ALIVE, this.at.port, HOST, () => {
        sent();
      });
    });
    this.#phone.clients.close();
    this.#phone.servers.close();
    this.#socket.close();
  }

  #receive(message: SipMessage, from: Endpoint): void {
    this.received.push(message);
    if (!isRequest(message)) this.#phone.clients.receive(message);
    else if (this.#phone.servers.receive(message, from)) this.#serve(message);
  }

  #serve(request: SipRequest): void {
    const call = this.#calls.get(keyOf(header(request, 'Call-ID'), tagOf(header(request, 'To'))));
    if (call) call.receive(request);
    else if (request.method === 'CANCEL') this.#cancel(request);
    else if (tagOf(header(request, 'To')) !== '') this.#say(request, 481);
    else if (request.method === 'INVITE') this.#invited(request);
    else this.#say(request, request.method === 'OPTIONS' ? 200 : 405);
  }

  #invited(invite: SipRequest): void {
    const { demands, onInvite } = this.#options;
    const answer = header(invite, 'Proxy-Authorization') ?? '';
    if (demands && !isAnswer(answer, this.#nonce, 'INVITE', demands)) {
      const challenge = ['Proxy-Authenticate', challengeFor(demands.realm, this.#nonce)] as const;
      this.#phone.servers.answer(
        invite,
        responseTo(invite, statusOf(407), { tag: token(), headers: [challenge] }),
      );
      return;
    }
    if (!onInvite) {
      this.#say(invite, 486);
      return;
    }
    this.#phone.servers.answer(invite, responseTo(invite, statusOf(100)));
    const incoming = Media.open().then((media) => new IncomingCall(this.#phone, invite, media));
    this.#incoming.set(invite, incoming);
    void incoming.then((one) => {
      this.#keep(one.call);
      void one.call.ended.then(() => this.#incoming.delete(invite));
      onInvite(one);
    });
  }

  #cancel(cancel: SipRequest): void {
    const invite = this.#phone.servers.cancelled(cancel);
    const incoming = invite && this.#incoming.get(invite);
    this.#say(cancel, incoming ? 200 : 481);
    void incoming?.then((one) => {
      one.cancelled();
    });
  }

  #say(request: SipRequest, status: number): void {
    const response = responseTo(request, statusOf(status), {
      tag: token(),
      headers: [['Allow', ALLOW]],
    });
    this.#phone.servers.answer(request, response);
  }

  #keep(call: SipCall): void {
    const key = keyOf(call.dialog.callId, call.dialog.localTag);
    this.#calls.set(key, call);
    void call.ended.then(() => this.#calls.delete(key));
  }
}

function keyOf(callId: string | undefined, localTag: string): string {
  return `${callId ?? ''} ${localTag}`;
}
