import type { SessionBundle } from '../protocol/bundle.ts';
import type { DialingPolicy } from '../protocol/dialing.ts';
import { type Headers, headersIn, headersOut } from './headers.ts';
import { transfersBefore } from './transfer-count.ts';

/** Headers that were let in, and what of them a REFER carries. */
export function sipContext(
  headers: Record<string, string>,
  policy: DialingPolicy['headers'],
): SessionBundle['sip_context'] {
  return { headers, transfer_headers: headersOut(headers, policy) };
}

/** The bundle with headers that came after the call was opened, let in by the same lists. */
export function withHeaders(bundle: SessionBundle, came: Headers): SessionBundle {
  const policy = bundle.transfer.dialing.headers;
  const { passed } = headersIn(came, policy);
  const headers = { ...bundle.sip_context.headers, ...passed };
  const transfers_before = transfersBefore(passed) ?? bundle.routing?.transfers_before ?? 0;
  return {
    ...bundle,
    routing: bundle.routing && { ...bundle.routing, transfers_before },
    sip_context: sipContext(headers, policy),
  };
}
