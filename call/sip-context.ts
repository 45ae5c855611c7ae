import type { SessionBundle } from '../protocol/bundle.ts';
import { type Headers, headersIn, headersOut } from './headers.ts';

/** The bundle with headers that came after the call was opened, let in by the same lists. */
export function withHeaders(bundle: SessionBundle, came: Headers): SessionBundle {
  const policy = bundle.transfer.dialing.headers;
  const headers = { ...bundle.sip_context.headers, ...headersIn(came, policy).passed };
  const transfer_headers = headersOut(headers, policy).passed;
  return { ...bundle, sip_context: { headers, transfer_headers } };
}
