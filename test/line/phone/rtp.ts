/** RTP packets (RFC 3550, section 5), and where on a recording what they carry belongs. */

export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

const VERSION = 2;
const HEAD = 12;
/** A stream so far ahead of the present, or behind what is final, has begun anew: one second of µ-law. */
const LOST = 8_000;
const REMEMBERED = 512;

export function formatRtp(packet: RtpPacket): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt8(VERSION << 6, 0);
  head.writeUInt8((packet.marker ? 0x80 : 0) | packet.payloadType, 1);
  head.writeUInt16BE(packet.sequence & 0xffff, 2);
  head.writeUInt32BE(packet.timestamp >>> 0, 4);
  head.writeUInt32BE(packet.ssrc >>> 0, 8);
  return Buffer.concat([head, packet.payload]);
}

/** null for what is no RTP packet. */
export function parseRtp(datagram: Buffer): RtpPacket | null {
  if (datagram.length < HEAD || datagram.readUInt8(0) >> 6 !== VERSION) return null;
  const [first, second] = [datagram.readUInt8(0), datagram.readUInt8(1)];
  let from = HEAD + 4 * (first & 0x0f);
  if (first & 0x10) {
    if (datagram.length < from + 4) return null;
    from += 4 + 4 * datagram.readUInt16BE(from + 2);
  }
  const padding = first & 0x20 ? datagram.readUInt8(datagram.length - 1) : 0;
  if (datagram.length - padding < from) return null;
  return {
    payloadType: second & 0x7f,
    marker: second >= 0x80,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    payload: datagram.subarray(from, datagram.length - padding),
  };
}

/**
 * Puts packets in their place by their timestamps, however early, late or disordered they come.
 * The first one, and one far from where it could be, is heard when it arrives.
 */
export class RtpTimeline {
  readonly #seen = new Set<number>();
  #anchor: { readonly ssrc: number; readonly timestamp: number; readonly at: number } | null = null;

  /**
   * Position in samples; null for a packet that came twice.
   *
   * Hazard: where this process was busy, a second of packets is read in one moment, each of them long
   * after it was due. So the past is measured by `final`, up to which nothing can be added any more.
   */
  place({ ssrc, sequence, timestamp }: RtpPacket, now: number, final: number): number | null {
    let anchor = this.#anchor;
    if (anchor?.ssrc === ssrc && this.#seen.has(sequence)) return null;
    // The difference of two 32-bit clocks, of which one may have turned over.
    let at = anchor ? anchor.at + ((timestamp - anchor.timestamp) | 0) : now;
    if (anchor?.ssrc !== ssrc || at - now > LOST || final - at > LOST) {
      [anchor, at] = [{ ssrc, timestamp, at: now }, now];
      this.#seen.clear();
    }
    this.#anchor = { ssrc, timestamp, at };
    this.#remember(sequence);
    return at;
  }

  #remember(sequence: number): void {
    this.#seen.add(sequence);
    const [oldest] = this.#seen;
    if (this.#seen.size > REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
  }
}
