/** Session descriptions (RFC 8866, offer and answer by RFC 3264): one audio line of a telephone. */
import type { Endpoint } from './sip-address.ts';

/** Payload type of PCMU/8000 (RFC 3551). */
export const PCMU = 0;
const OUR_EVENTS = 101;
const EVENTS = 'telephone-event/8000';

export interface AudioLine extends Endpoint {
  /** Payload type of the telephone events; null where the other side takes none. */
  readonly events: number | null;
}

/** An offer, or with the offer's payload type of the events the answer to it. */
export function formatSdp({ host, port }: Endpoint, events: number | null = OUR_EVENTS): string {
  const session = Date.now();
  const keys = events === null ? [] : [`a=rtpmap:${events} ${EVENTS}`, `a=fmtp:${events} 0-15`];
  const lines = [
    'v=0',
    `o=- ${session} ${session} IN IP4 ${host}`,
    's=-',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=audio ${port} RTP/AVP ${PCMU}${events === null ? '' : ` ${events}`}`,
    `a=rtpmap:${PCMU} PCMU/8000`,
    ...keys,
    'a=ptime:20',
    'a=sendrecv',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** null where there is no audio, or none in µ-law. */
export function parseSdp(text: string): AudioLine | null {
  const [session = '', ...media] = text.split(/^(?=m=)/m);
  const audio = media.find((part) => part.startsWith('m=audio '));
  const [, port, , ...formats] = /^m=(.*?)\r?$/m.exec(audio ?? '')?.[1]?.split(/\s+/) ?? [];
  if (audio === undefined || port === undefined || port === '0') return null;
  if (!formats.includes(String(PCMU))) return null;
  const host = connectionOf(audio) ?? connectionOf(session);
  if (host === undefined) return null;
  const events = /^a=rtpmap:(\d+) telephone-event\/8000/im.exec(audio)?.[1];
  return { host, port: Number(port), events: events === undefined ? null : Number(events) };
}

function connectionOf(part: string): string | undefined {
  return /^c=IN IP4 ([^\s/]+)/m.exec(part)?.[1];
}
