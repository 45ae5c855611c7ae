/** The calling side (RFC 3261, sections 9.1, 13.2 and 22.2): INVITE, challenge, ACK, CANCEL. */
import { setTimeout as pause } from 'node:timers/promises';
import { answerChallenge, type Credentials } from './digest.ts';
import type { Media } from './media.ts';
import { formatSdp, parseSdp } from './sdp.ts';
import type { Endpoint } from './sip-address.ts';
import { SipCall, type PhoneStack } from './sip-call.ts';
import { ALLOW, besideInvite, Dialog } from './sip-dialog.ts';
import { header, type Headers, type SipRequest, type SipResponse } from './sip-message.ts';

export interface CallOrder {
  readonly from: string;
  readonly to: string;
  /** Where the INVITE goes. */
  readonly host: Endpoint;
  readonly display?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a challenge is answered with. */
  readonly credentials?: Credentials;
}

export interface OutgoingCall {
  readonly call: SipCall;
  /** Resolves when the other side says that it rings, or more; rejects where it refuses. */
  readonly ringing: Promise<void>;
}

const CHALLENGES = {
  401: ['WWW-Authenticate', 'Authorization'],
  407: ['Proxy-Authenticate', 'Proxy-Authorization'],
} as const;

export function placeCall(phone: PhoneStack, order: CallOrder, media: Media): OutgoingCall {
  const { host, display } = order;
  const from = { user: order.from, host: phone.at, ...(display !== undefined && { display }) };
  const dialog = Dialog.outgoing(phone.at, from, { user: order.to, host });
  let [heardOf, rings] = [(): void => undefined, (): void => undefined];
  const alive = new Promise<void>((resolve) => (heardOf = resolve));
  let [sent, cancelling]: [SipRequest | undefined, boolean] = [undefined, false];

  /** A CANCEL may go only after some answer has come (9.1). */
  const cancel = async (): Promise<void> => {
    cancelling = true;
    await Promise.race([alive, call.ended]);
    if (!sent || call.isOver) return;
    const request = besideInvite('CANCEL', sent, header(sent, 'To') ?? '');
    const noAnswer = phone.clients
      .ask({ request, to: host })
      .then(() => pause(64 * phone.t1_ms, undefined, { ref: false }));
    await Promise.race([call.ended, noAnswer]);
    call.end({ by: 'us', status: 487 });
  };
  const call = new SipCall(phone, dialog, media, cancel);
  const ringing = new Promise<void>((resolve, reject) => {
    rings = resolve;
    call.answered.then(resolve, reject);
  });
  ringing.catch(() => undefined);

  const invite = (more: Headers): Promise<SipResponse> => {
    const headers: Headers = [
      dialog.contact(order.from),
      ['Allow', ALLOW],
      ...Object.entries(order.headers ?? {}),
      ...more,
      ['Content-Type', 'application/sdp'],
    ];
    const body = formatSdp({ host: phone.at.host, port: media.port });
    const request = dialog.request('INVITE', headers, body);
    sent = request;
    return phone.clients.ask({
      request,
      to: host,
      onProvisional: (response) => {
        heardOf();
        if (response.status === 100) return;
        dialog.learn(response);
        rings();
      },
      ackOf: (response) => {
        const to = header(response, 'To') ?? '';
        if (response.status >= 300) return { request: besideInvite('ACK', request, to), to: host };
        dialog.learn(response);
        return { request: dialog.ack(request), to: dialog.target };
      },
    });
  };
  const run = async (): Promise<void> => {
    let response = await invite([]);
    const { credentials } = order;
    const names = CHALLENGES[response.status as keyof typeof CHALLENGES] as
      readonly [string, string] | undefined;
    const challenge = names && header(response, names[0]);
    if (names && challenge !== undefined && credentials && sent && !cancelling)
      response = await invite([[names[1], answerChallenge(challenge, sent, credentials)]]);
    if (response.status >= 300) {
      call.end({ by: cancelling ? 'us' : 'them', status: response.status });
      return;
    }
    const line = parseSdp(response.body);
    if (line && !cancelling) {
      call.begin(line);
      return;
    }
    // Answered while it was cancelled, or with sound that this phone has not.
    call.end({ by: 'us', status: cancelling ? 487 : 488 });
    await call.ask('BYE');
  };
  void run().catch(() => {
    call.end({ by: 'us', status: 500 });
  });
  return { call, ringing };
}
