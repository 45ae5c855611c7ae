/** One call of a phone, from either side: answered or not, talked, transferred, hung up. */
import { Seen } from '../seen.ts';
import type { Link, ClientTransactions } from './client-transactions.ts';
import type { Media } from './media.ts';
import { notifiedBy, serveRefer, type Notified, type OnRefer } from './refer.ts';
import { formatSdp, parseSdp, type AudioLine } from './sdp.ts';
import type { ServerTransactions } from './server-transactions.ts';
import type { Endpoint } from './sip-address.ts';
import { ALLOW, responseTo, type Dialog } from './sip-dialog.ts';
import type { Headers, SipRequest, SipResponse } from './sip-message.ts';
import { statusOf } from './sip-status.ts';

/** What a call has of its phone. */
export interface PhoneStack extends Link {
  readonly at: Endpoint;
  readonly clients: ClientTransactions;
  readonly servers: ServerTransactions;
}

export interface CallEnd {
  readonly by: 'us' | 'them';
  /** Of a call that was not answered. */
  readonly status: number | null;
}

export class SipCall {
  readonly dialog: Dialog;
  readonly media: Media;
  /** Rejects where the call ends before. */
  readonly answered: Promise<void>;
  readonly ended: Promise<CallEnd>;
  readonly notified = new Seen<Notified>();
  /** What a REFER is answered with. */
  onRefer: OnRefer = () => ({ refused: 603 });
  readonly #phone: PhoneStack;
  /** How a call is ended that is not answered. */
  readonly #giveUp: () => Promise<void>;
  #state: 'early' | 'active' | 'over' = 'early';
  #nowAnswered: () => void = () => undefined;
  #nowEnded: (end: CallEnd) => void = () => undefined;

  constructor(phone: PhoneStack, dialog: Dialog, media: Media, giveUp: () => Promise<void>) {
    [this.#phone, this.dialog, this.media, this.#giveUp] = [phone, dialog, media, giveUp];
    this.ended = new Promise((resolve) => (this.#nowEnded = resolve));
    this.answered = new Promise((resolve, reject) => {
      this.#nowAnswered = resolve;
      void this.ended.then(({ status }) => {
        reject(new Error(`The call was over before it was answered (${status ?? 'no status'})`));
      });
    });
    this.answered.catch(() => undefined);
  }

  get isActive(): boolean {
    return this.#state === 'active';
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** The call is answered; from now on both sides are heard. */
  begin(to: AudioLine): void {
    if (this.#state !== 'early') return;
    this.#state = 'active';
    this.media.start(to);
    this.#nowAnswered();
  }

  end(end: CallEnd): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.media.close();
    this.#nowEnded(end);
  }

  async hangUp(): Promise<void> {
    if (this.#state === 'early') await this.#giveUp();
    else if (this.#state === 'active') {
      this.end({ by: 'us', status: null });
      await this.ask('BYE');
    }
  }

  /** Asks the other side to call somebody else; how that went comes in `notified`. */
  async refer(to: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const contact = this.dialog.contact('');
    const all: Headers = [['Refer-To', `<${to}>`], contact, ...Object.entries(headers)];
    return (await this.ask('REFER', all)).status;
  }

  ask(method: string, headers: Headers = [], body = ''): Promise<SipResponse> {
    const request = this.dialog.request(method, headers, body);
    return this.#phone.clients.ask({ request, to: this.dialog.target });
  }

  answer(request: SipRequest, response: SipResponse): void {
    this.#phone.servers.answer(request, response);
  }

  /** A request within the call. */
  receive(request: SipRequest): void {
    switch (request.method) {
      case 'BYE':
        this.answer(request, responseTo(request, statusOf(200)));
        this.end({ by: 'them', status: null });
        return;
      case 'NOTIFY':
        this.answer(request, responseTo(request, statusOf(200)));
        this.notified.add(notifiedBy(request));
        return;
      case 'REFER':
        // Whoever closes the phone meanwhile leaves the transfer unanswered.
        void serveRefer(this, request).catch(() => undefined);
        return;
      case 'INVITE':
        this.answer(request, this.session(request));
        return;
      default:
        this.answer(request, responseTo(request, statusOf(405), { headers: [['Allow', ALLOW]] }));
    }
  }

  /** The 200 to an INVITE: our side of the session. */
  session(invite: SipRequest): SipResponse {
    const offered = parseSdp(invite.body);
    const here = { host: this.#phone.at.host, port: this.media.port };
    return responseTo(invite, statusOf(200), {
      tag: this.dialog.localTag,
      headers: [this.dialog.contact(''), ['Allow', ALLOW], ['Content-Type', 'application/sdp']],
      body: formatSdp(here, offered?.events ?? null),
    });
  }
}
