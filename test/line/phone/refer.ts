/** The side of a transfer that is asked for it (RFC 3515): REFER, 202, and NOTIFY on how it went. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseAddress } from './sip-address.ts';
import { responseTo } from './sip-dialog.ts';
import { header, xHeaders, type Headers, type SipRequest } from './sip-message.ts';
import { statusOf } from './sip-status.ts';
import type { SipCall } from './sip-call.ts';

/**
 * Refuses the REFER itself; or takes it, and says later how the new call went, or nothing more, or
 * hangs up first.
 */
export type ReferAnswer =
  | { readonly refused: number }
  | { readonly result: number; readonly after_ms?: number }
  | 'silent'
  | 'bye';

export interface Refer {
  /** The address to call: `tel:+1…` or `sip:…`. */
  readonly to: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type OnRefer = (refer: Refer) => ReferAnswer | Promise<ReferAnswer>;

/** A NOTIFY as its receiver reads it. */
export interface Notified {
  /** `SIP/2.0 486 Busy Here`. */
  readonly fragment: string;
  readonly state: string;
}

export function notifiedBy(notify: SipRequest): Notified {
  return { fragment: notify.body.trim(), state: header(notify, 'Subscription-State') ?? '' };
}

export async function serveRefer(call: SipCall, request: SipRequest): Promise<void> {
  const to = parseAddress(header(request, 'Refer-To') ?? '').uri;
  const answer = await decide(call, { to, headers: xHeaders(request) });
  const refused = typeof answer === 'object' && 'refused' in answer;
  call.answer(request, responseTo(request, statusOf(refused ? answer.refused : 202)));
  if (refused || answer === 'silent') return;
  if (answer === 'bye') return call.hangUp();
  // One after the other is answered: UDP would not keep their order.
  await notify(call, 100);
  await pause(answer.after_ms ?? 0);
  if (call.isActive) await notify(call, answer.result);
}

/** A fault of whoever decides is told like one of a phone. */
async function decide(call: SipCall, refer: Refer): Promise<ReferAnswer> {
  try {
    return await call.onRefer(refer);
  } catch {
    return { refused: 500 };
  }
}

async function notify(call: SipCall, status: number): Promise<void> {
  const state = status < 200 ? 'active;expires=60' : 'terminated;reason=noresource';
  const headers: Headers = [
    ['Event', 'refer'],
    ['Subscription-State', state],
    ['Content-Type', 'message/sipfrag;version=2.0'],
  ];
  await call.ask('NOTIFY', headers, `SIP/2.0 ${statusOf(status).join(' ')}\r\n`);
}
