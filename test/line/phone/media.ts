import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Tape } from '../tape.ts';
import { Hum, type HumTone } from '../tones.ts';
import { RtpEar } from './rtp-ear.ts';
import { RtpMouth } from './rtp-mouth.ts';
import type { AudioLine } from './sdp.ts';

const HOST = '127.0.0.1';

/** The voice of one call: a UDP port that is there from the offer on, and open from the answer on. */
export class Media {
  readonly #socket: Socket;
  #mouth: RtpMouth | undefined;
  readonly #ear = new RtpEar();
  readonly #hum = new Hum();
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (datagram) => {
      this.#ear.take(datagram);
    });
  }

  static async open(): Promise<Media> {
    const socket = createSocket('udp4');
    socket.bind(0, HOST);
    await once(socket, 'listening');
    return new Media(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** The call is answered. */
  start(to: AudioLine): void {
    if (this.#closed || this.#mouth) return;
    // Loss is the network's affair: RTP is not sent again.
    const send = (packet: Buffer): void => {
      this.#socket.send(packet, to.port, to.host, () => undefined);
    };
    this.#mouth = new RtpMouth(to, send, this.#hum);
    this.#ear.listen(to.events);
  }

  get tape(): Tape {
    return this.#ear.tape;
  }

  /** What is said before the answer, or after the end, nobody hears. */
  async speak(pcm: Int16Array): Promise<void> {
    if (!this.#closed) await this.#mouth?.speak(pcm);
  }

  /** From the answer on, under all that is said; null ends it. */
  hum(tone: HumTone | null): void {
    this.#hum.tone = tone;
  }

  async press(keys: string): Promise<void> {
    if (!this.#closed) await this.#mouth?.press(keys);
  }

  keys(): string {
    return this.#ear.keys.all.join('');
  }

  async untilKeys(n: number): Promise<string> {
    await this.#ear.keys.until(n);
    return this.keys();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#mouth?.close();
    this.#ear.close();
    this.#socket.close();
  }
}
