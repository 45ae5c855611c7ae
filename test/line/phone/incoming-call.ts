/** The called side (RFC 3261, sections 9.2 and 13.3): 180, 200 or a refusal, and the caller's CANCEL. */
import type { Media } from './media.ts';
import { parseSdp } from './sdp.ts';
import { parseAddress, tagOf, userOf } from './sip-address.ts';
import { SipCall, type PhoneStack } from './sip-call.ts';
import { Dialog, responseTo } from './sip-dialog.ts';
import { header, xHeaders, type SipRequest } from './sip-message.ts';
import { statusOf } from './sip-status.ts';

export class IncomingCall {
  readonly call: SipCall;
  readonly invite: SipRequest;
  readonly #phone: PhoneStack;

  constructor(phone: PhoneStack, invite: SipRequest, media: Media) {
    [this.#phone, this.invite] = [phone, invite];
    const giveUp = (): Promise<void> => {
      this.refuse(603);
      return Promise.resolve();
    };
    this.call = new SipCall(phone, Dialog.incoming(phone.at, invite), media, giveUp);
  }

  get from(): string {
    return userOf(parseAddress(header(this.invite, 'From') ?? '').uri);
  }

  get display(): string {
    return parseAddress(header(this.invite, 'From') ?? '').display;
  }

  get fromTag(): string {
    return tagOf(header(this.invite, 'From'));
  }

  get to(): string {
    return userOf(this.invite.uri);
  }

  get headers(): Readonly<Record<string, string>> {
    return xHeaders(this.invite);
  }

  ring(): void {
    if (!this.call.isOver) this.#say(180);
  }

  /** False where there is no call any more, or none that this phone can talk. */
  answer(): boolean {
    if (this.call.isOver || this.call.isActive) return false;
    const line = parseSdp(this.invite.body);
    if (!line) {
      this.refuse(488);
      return false;
    }
    this.#phone.servers.answer(this.invite, this.call.session(this.invite));
    this.call.begin(line);
    return true;
  }

  refuse(status: number, by: 'us' | 'them' = 'us'): void {
    if (this.call.isOver || this.call.isActive) return;
    this.#say(status);
    this.call.end({ by, status });
  }

  /** The caller hung up while it rang. */
  cancelled(): void {
    this.refuse(487, 'them');
  }

  #say(status: number): void {
    const { localTag: tag } = this.call.dialog;
    const headers = [this.call.dialog.contact('')];
    const response = responseTo(this.invite, statusOf(status), { tag, headers });
    this.#phone.servers.answer(this.invite, response);
  }
}
