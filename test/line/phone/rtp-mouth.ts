import { randomBytes } from 'node:crypto';
import { encodeMuLaw } from './mu-law.ts';
import type { Hum } from '../tones.ts';
import { formatRtp } from './rtp.ts';
import { PCMU, type AudioLine } from './sdp.ts';
import { eventsOf, formatEvent, type TelephoneEvent } from './telephone-event.ts';

const FRAME_MS = 20;
const FRAME = 160;
const SILENCE = new Int16Array(FRAME);
/** The last packet is still being heard for 20 ms when it has left; the first may not have waited. */
const TAIL = [SILENCE, SILENCE];
/** From one key to the next. */
const BETWEEN_KEYS = Array.from({ length: 3 }, () => SILENCE);

/** What goes out in 20 ms: sound, or a packet of a key. */
type Part = Int16Array | { readonly event: TelephoneEvent; readonly isFirst: boolean };

interface Utterance {
  readonly parts: readonly Part[];
  readonly said: () => void;
}

/** A telephone's microphone and keys: a packet every 20 ms, of silence where nobody speaks. */
export class RtpMouth {
  readonly #send: (packet: Buffer) => void;
  readonly #to: AudioLine;
  readonly #hum: Hum;
  readonly #ssrc = randomBytes(4).readUInt32BE();
  readonly #utterances: Utterance[] = [];
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout;
  #sequence = randomBytes(2).readUInt16BE();
  #timestamp = randomBytes(4).readUInt32BE();
  #keyTimestamp = 0;
  #isFirst = true;
  #sent = 0;
  #at = 0;

  constructor(to: AudioLine, send: (packet: Buffer) => void, hum: Hum) {
    [this.#to, this.#send, this.#hum] = [to, send, hum];
    this.#timer = setInterval(() => {
      this.#tick();
    }, FRAME_MS / 2);
  }

  /** Resolves when the sound (8 kHz) has gone out, or the call is over. */
  speak(pcm: Int16Array): Promise<void> {
    const frames = Array.from({ length: Math.ceil(pcm.length / FRAME) }, (_, at) => {
      const frame = new Int16Array(FRAME);
      frame.set(pcm.subarray(at * FRAME, (at + 1) * FRAME));
      return frame;
    });
    return this.#utter([...frames, ...TAIL]);
  }

  press(keys: string): Promise<void> {
    const { events } = this.#to;
    if (events === null) return Promise.reject(new Error('The other side takes no keys'));
    const parts = Array.from(keys).flatMap((key) => [
      ...eventsOf(key).map((event, at) => ({ event, isFirst: at === 0 })),
      ...BETWEEN_KEYS,
    ]);
    return this.#utter(parts);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { said } of this.#utterances.splice(0)) said();
  }

  #utter(parts: readonly Part[]): Promise<void> {
    if (parts.length === 0) return Promise.resolve();
    return new Promise((said) => {
      this.#utterances.push({ parts, said });
    });
  }

  /** As many as are due: a busy process catches up, and the timestamps tell when they were. */
  #tick(): void {
    const due = Math.floor((performance.now() - this.#start) / FRAME_MS);
    while (this.#sent < due) {
      this.#sent += 1;
      this.#sendPart(this.#next());
    }
  }

  #next(): Part {
    const [utterance] = this.#utterances;
    const part = utterance?.parts[this.#at];
    if (!utterance || !part) return SILENCE;
    this.#at += 1;
    if (this.#at === utterance.parts.length) {
      this.#at = 0;
      this.#utterances.shift();
      utterance.said();
    }
    return part;
  }

  #sendPart(part: Part): void {
    const isSound = part instanceof Int16Array;
    // All packets of a key have the time of its beginning (RFC 4733, 2.3).
    if (!isSound && part.isFirst) this.#keyTimestamp = this.#timestamp;
    const packet = formatRtp({
      payloadType: isSound ? PCMU : (this.#to.events ?? PCMU),
      marker: isSound ? this.#isFirst : part.isFirst,
      sequence: this.#sequence,
      timestamp: isSound ? this.#timestamp : this.#keyTimestamp,
      ssrc: this.#ssrc,
      payload: isSound ? encodeMuLaw(this.#hum.under(part)) : formatEvent(part.event),
    });
    this.#send(packet);
    this.#isFirst = false;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + FRAME) >>> 0;
  }
}
