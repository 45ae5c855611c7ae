import { Seen } from '../seen.ts';
import { Tape } from '../tape.ts';
import { decodeMuLaw } from './mu-law.ts';
import { parseRtp, RtpTimeline } from './rtp.ts';
import { PCMU } from './sdp.ts';
import { KeyReader } from './telephone-event.ts';

const TICK_MS = 20;
/** Samples that what is heard may come later than it was due: 60 ms. */
const HOLD = 480;
/** Ticks without a packet after which a stream is not waited for. */
const LOST_TICKS = 30;

/** A telephone's receiver: records what comes, silence while it rings, and reads the keys. */
export class RtpEar {
  readonly tape = new Tape();
  readonly keys = new Seen<string>();
  readonly #timeline = new RtpTimeline();
  readonly #reader = new KeyReader();
  /** Payload type of the keys; undefined while nobody listens. */
  #events: number | null | undefined;
  readonly #timer = setInterval(() => {
    this.#grow();
  }, TICK_MS);
  /** Position after the last sample, null before the first. */
  #next: number | null = null;
  #missed = 0;

  /** What came before is not heard. `events` is the payload type of the keys. */
  listen(events: number | null): void {
    this.#events = events;
  }

  take(datagram: Buffer): void {
    if (this.#events === undefined) return;
    const packet = parseRtp(datagram);
    if (packet?.payloadType === PCMU) {
      const at = this.#timeline.place(packet, this.tape.now, this.tape.length);
      if (at === null) return;
      const pcm = decodeMuLaw(packet.payload);
      this.tape.add(at, pcm);
      this.#next = at + pcm.length;
      this.#missed = 0;
    } else if (packet && packet.payloadType === this.#events) {
      const key = this.#reader.read(packet);
      if (key !== null) this.keys.add(key);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#grow();
    this.tape.end();
  }

  #grow(): void {
    const now = this.tape.now;
    this.#missed += 1;
    const waited = this.#missed <= LOST_TICKS ? (this.#next ?? now) : now;
    this.tape.growTo(Math.min(now - HOLD, waited));
  }
}
