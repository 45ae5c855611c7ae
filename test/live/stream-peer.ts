import { once } from 'node:events';
import { WebSocket } from 'ws';
import { FrameOut, type MediaFormat } from '../../protocol/telephony-frame.ts';
import { atRate } from '../line/mouth.ts';
import { decodeMuLaw, encodeMuLaw } from '../line/phone/mu-law.ts';
import type { SoundWait } from './growing-sound.ts';
import { HeardTape } from './heard-tape.ts';
import type { Talker } from './phone-talk.ts';
import { fromBase64, type Recording, type Sound, toBase64 } from './pcm.ts';

const FRAME_MS = 20;
const FRAME_LIMIT_MS = 90_000;

export interface StreamStart {
  readonly callerId: string;
  readonly did?: string;
  readonly format?: MediaFormat;
  readonly customParameters?: Readonly<Record<string, string>>;
}

interface Utterance {
  readonly pcm: Int16Array;
  readonly said: () => void;
}

/** A telephony platform that streams one call, with somebody at the telephone. */
export class StreamPeer implements Talker {
  readonly active = Promise.resolve();
  readonly left: Promise<string>;
  /** Everything that came but audio, in order; with the position on the tape. */
  readonly frames: { readonly frame: FrameOut; readonly at_ms: number }[] = [];
  /** When each frame of audio came, in ms of this process's clock. */
  readonly arrivals: number[] = [];
  readonly #socket: WebSocket;
  readonly #streamId: string;
  readonly #format: MediaFormat;
  readonly #tape: HeardTape;
  readonly #utterances: Utterance[] = [];
  readonly #since = performance.now();
  readonly #timer: NodeJS.Timeout;
  #sent = 0;
  #at = 0;

  private constructor(socket: WebSocket, streamId: string, format: MediaFormat) {
    this.#socket = socket;
    this.#streamId = streamId;
    this.#format = format;
    this.#tape = new HeardTape(format.sampleRate);
    this.left = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        clearInterval(this.#timer);
        this.#tape.end();
        resolve(`${code} ${reason.toString()}`);
      });
    });
    socket.on('message', (data) => {
      this.#hear(FrameOut.parse(JSON.parse((data as Buffer).toString())));
    });
    this.#timer = setInterval(() => {
      this.#speakOn();
    }, FRAME_MS / 2);
  }

  static async connect(url: string, key: string, start: StreamStart): Promise<StreamPeer> {
    const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${key}` } });
    await once(socket, 'open');
    const { format = { encoding: 'audio/x-mulaw', sampleRate: 8000 }, ...facts } = start;
    const streamId = `stream ${start.callerId}`;
    const peer = new StreamPeer(socket, streamId, format);
    peer.send({ event: 'start', streamId, mediaFormat: format, did: '', ...facts });
    return peer;
  }

  send(frame: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  press(digits: string): void {
    for (const digit of digits) this.send({ event: 'dtmf', streamId: this.#streamId, digit });
  }

  stop(reason: string): void {
    this.send({ event: 'stop', streamId: this.#streamId, reason });
  }

  hangUp(): void {
    this.#socket.close(1000);
  }

  /** The line breaks: nothing is said about it. */
  breakOff(): void {
    this.#socket.terminate();
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** The first frame of a kind, past ones included. */
  async untilFrame<E extends FrameOut['event']>(
    event: E,
    from = 0,
  ): Promise<{ frame: Extract<FrameOut, { event: E }>; at_ms: number }> {
    const limit = AbortSignal.timeout(FRAME_LIMIT_MS);
    for (;;) {
      const found = this.frames.slice(from).find(({ frame }) => frame.event === event);
      if (found) return found as never;
      await once(this.#socket, 'message', { signal: limit }).catch((cause: unknown) => {
        throw new Error(`No "${event}" came: ${JSON.stringify(this.frames)}`, { cause });
      });
    }
  }

  speak(sound: Sound): Promise<void> {
    return new Promise((said) => {
      this.#utterances.push({ pcm: atRate(sound, this.#format.sampleRate), said });
    });
  }

  heard(): Recording {
    return this.#tape.recording();
  }

  position_ms(): number {
    return this.#tape.length_ms;
  }

  untilPosition(position_ms: number, limit_ms?: number): Promise<number> {
    return this.#tape.untilLength(position_ms, limit_ms);
  }

  untilSound(wait?: SoundWait): Promise<number> {
    return this.#tape.untilSound(wait);
  }

  untilSilence(silence_ms: number, wait?: SoundWait): Promise<number> {
    return this.#tape.untilSilence(silence_ms, wait);
  }

  #hear(frame: FrameOut): void {
    if (frame.event !== 'media') {
      this.frames.push({ frame, at_ms: this.position_ms() });
      return;
    }
    this.arrivals.push(performance.now());
    const mulaw = this.#format.encoding === 'audio/x-mulaw';
    this.#tape.add(
      mulaw ? decodeMuLaw(Buffer.from(frame.payload, 'base64')) : fromBase64(frame.payload),
    );
  }

  #speakOn(): void {
    const due = Math.floor((performance.now() - this.#since) / FRAME_MS);
    for (; this.#sent < due; this.#sent += 1) {
      const pcm = this.#next();
      const mulaw = this.#format.encoding === 'audio/x-mulaw';
      const payload = mulaw ? encodeMuLaw(pcm).toString('base64') : toBase64(pcm);
      this.send({ event: 'media', streamId: this.#streamId, payload });
    }
  }

  #next(): Int16Array {
    const frame = new Int16Array((this.#format.sampleRate * FRAME_MS) / 1000);
    const [utterance] = this.#utterances;
    if (!utterance) return frame;
    frame.set(utterance.pcm.subarray(this.#at, this.#at + frame.length));
    this.#at += frame.length;
    if (this.#at < utterance.pcm.length) return frame;
    this.#at = 0;
    this.#utterances.shift();
    utterance.said();
    return frame;
  }
}
