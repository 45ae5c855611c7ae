/** Keys as named events in RTP (RFC 4733, section 2). */
import type { RtpPacket } from './rtp.ts';

/** In the order of their codes. */
const KEYS = '0123456789*#ABCD';
const VOLUME = 10;
/** Samples at 8 kHz. */
const STEP = 160;
const LENGTH_STEPS = 5;
/** The last packet goes out three times (2.5.1.4). */
const ENDS = 3;

export interface TelephoneEvent {
  readonly code: number;
  readonly end: boolean;
  readonly duration: number;
}

export function formatEvent({ code, end, duration }: TelephoneEvent): Buffer {
  const bytes = Buffer.from([code, (end ? 0x80 : 0) | VOLUME, 0, 0]);
  bytes.writeUInt16BE(duration, 2);
  return bytes;
}

export function parseEvent(payload: Uint8Array): TelephoneEvent | null {
  if (payload.length < 4) return null;
  const bytes = Buffer.from(payload);
  const end = bytes.readUInt8(1) >= 0x80;
  return { code: bytes.readUInt8(0), end, duration: bytes.readUInt16BE(2) };
}

/** The payloads of one key, 20 ms apart: 100 ms of it, and its end three times. */
export function eventsOf(key: string): TelephoneEvent[] {
  const code = KEYS.indexOf(key);
  if (key.length !== 1 || code < 0) throw new Error(`A telephone has no key "${key}"`);
  const pressed = Array.from({ length: LENGTH_STEPS }, (_, step) => ({
    code,
    end: false,
    duration: (step + 1) * STEP,
  }));
  const last = { code, end: true, duration: (LENGTH_STEPS + 1) * STEP };
  return [...pressed, ...Array.from({ length: ENDS }, () => last)];
}

/** One key for all the packets of an event, also where some of them are lost or late. */
export class KeyReader {
  readonly #seen = new Set<string>();

  /** The key, with its first packet that arrives; null for all others. */
  read({ ssrc, timestamp, payload }: RtpPacket): string | null {
    const key = KEYS[parseEvent(payload)?.code ?? KEYS.length];
    const event = `${ssrc} ${timestamp}`;
    if (key === undefined || this.#seen.has(event)) return null;
    this.#seen.add(event);
    return key;
  }
}
