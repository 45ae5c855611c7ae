import { once, EventEmitter } from 'node:events';
import { afterEach } from 'vitest';
import type { IncomingCall } from './incoming-call.ts';
import type { OutgoingCall } from './outgoing-call.ts';
import { SipPhone, type SipPhoneOptions } from './sip-phone.ts';

export const FROM = '+14155550199';
export const TO = '+15105550123';
const phones: SipPhone[] = [];

/** They are gone after each test. */
afterEach(async () => {
  await Promise.all(phones.splice(0).map((phone) => phone.close()));
});

/** A phone in a hurry. */
export async function phone(options: SipPhoneOptions = {}): Promise<SipPhone> {
  const opened = await SipPhone.open({ t1_ms: 100, ...options });
  phones.push(opened);
  return opened;
}

export interface Ringing {
  readonly caller: SipPhone;
  readonly called: SipPhone;
  readonly outgoing: OutgoingCall;
  readonly incoming: IncomingCall;
}

/** One phone rings at the other. */
export async function ring({
  caller: callerOptions = {},
  called: calledOptions = {},
  ...order
}: {
  caller?: SipPhoneOptions;
  called?: SipPhoneOptions;
  headers?: Record<string, string>;
  credentials?: { username: string; password: string };
} = {}): Promise<Ringing> {
  const rang = new EventEmitter();
  const onInvite = (incoming: IncomingCall): void => void rang.emit('invite', incoming);
  const called = await phone({ onInvite, ...calledOptions });
  const caller = await phone(callerOptions);
  const invited = once(rang, 'invite') as Promise<[IncomingCall]>;
  const outgoing = await caller.place({ from: FROM, to: TO, host: called.at, ...order });
  const [incoming] = await invited;
  incoming.ring();
  await outgoing.ringing;
  return { caller, called, outgoing, incoming };
}

/** The two of them, put through. */
export async function talk(options: Parameters<typeof ring>[0] = {}): Promise<Ringing> {
  const ringing = await ring(options);
  ringing.incoming.answer();
  await ringing.outgoing.call.answered;
  return ringing;
}
