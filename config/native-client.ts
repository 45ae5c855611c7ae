import type { EventEmitter } from 'node:events';
import { AudioFrame, type AudioSource } from '@livekit/rtc-node';
import {
  AudioFrameBufferInfo,
  CaptureAudioFrameRequest,
  FfiEvent,
  FfiRequest,
  livekitFfiRequest,
  livekitInitialize,
  livekitRetrievePtr,
} from '@livekit/rtc-ffi-bindings';

/** A kind of event of the native library, as livekit-ffi's `FfiEvent` names it. */
export type NativeEventKind = NonNullable<FfiEvent['message']['case']>;
type NativeEventOf<Kind extends NativeEventKind> = Extract<
  FfiEvent['message'],
  { case: Kind }
>['value'];
/** Who takes a kind of events alone; null: nobody waits for it. */
export type NativeTakers = {
  readonly [Kind in NativeEventKind]?: ((event: NativeEventOf<Kind>) => void) | null;
};

/** What of rtc-node's private way to the native library is used. */
interface NativeClient extends EventEmitter {
  request(message: { message: { case: string; value: object } }): unknown;
}

/** rtc-node's version, which the native library tells the server. */
const SDK_VERSION = '0.13.35';

/**
 * A request to LiveKit's native library for which rtc-node has no public method, or none that can be
 * used: `kind` and `value` as in livekit-ffi's `FfiRequest`. Returns its response's value.
 *
 * Hazard: a private way. Live tests go red when it is gone; throws then.
 */
export function nativeRequest(kind: string, value: object): unknown {
  return nativeClient().request({ message: { case: kind, value } });
}

/**
 * Hands samples of one channel over to a source, in frames that mostly have one length. The library copies
 * them at once, so frames of a length share one place in memory and one request that is written once; its
 * answer is left unread.
 */
export class UnreadCapture {
  readonly #source: AudioSource;
  #place = new Int16Array(0);
  #request: Uint8Array = new Uint8Array(0);

  constructor(source: AudioSource) {
    this.#source = source;
  }

  /** Throws where the source is closed. */
  capture(pcm: Int16Array): void {
    if (pcm.length !== this.#place.length) this.#makePlace(pcm.length);
    this.#place.set(pcm);
    livekitFfiRequest(this.#request);
  }

  #makePlace(samples: number): void {
    this.#place = new Int16Array(samples);
    const buffer = new AudioFrameBufferInfo({
      dataPtr: livekitRetrievePtr(new Uint8Array(this.#place.buffer)),
      sampleRate: this.#source.sampleRate,
      numChannels: 1,
      samplesPerChannel: samples,
    });
    const value = new CaptureAudioFrameRequest({
      sourceHandle: this.#source.ffiHandle.handle,
      buffer,
    });
    this.#request = new FfiRequest({ message: { case: 'captureAudioFrame', value } }).toBinary();
  }
}

/**
 * Keeps the native library from sending its whole log, every step of WebRTC, to this process as events:
 * for each call that connects they are thousands, each shown to each room. What is an error goes to
 * standard error instead, as `RUST_LOG` says. Events that have a taker are shown to no room either.
 *
 * Hazard: rtc-node asks for the log and has no setting for it, so the library is initialised again.
 */
export function quietNative(takers: NativeTakers = {}): void {
  // rtc-node makes its client at its first use.
  new AudioFrame(new Int16Array(1), 8000, 1, 1).protoInfo();
  const client = nativeClient();
  const unread = unreadFields(takers);
  const show = (bytes: Uint8Array): void => {
    if (unread.has(firstField(bytes))) return;
    const event = FfiEvent.fromBinary(bytes);
    const { case: kind, value } = event.message;
    const take = kind && (takers[kind] as ((event: typeof value) => void) | null | undefined);
    if (take) take(value);
    else client.emit('ffi_event', event);
  };
  livekitInitialize(show, false, SDK_VERSION);
}

function unreadFields(takers: NativeTakers): Set<number> {
  const fields = FfiEvent.fields.list();
  const unread = fields.filter(({ localName }) => takers[localName as NativeEventKind] === null);
  return new Set(unread.map(({ no }) => no));
}

/** The number of a message's first field, without reading the message (Protocol Buffers, encoding). */
function firstField(bytes: Uint8Array): number {
  const [low = 0, high = 0] = bytes;
  return ((low & 0x7f) | (low & 0x80 ? high << 7 : 0)) >>> 3;
}

function nativeClient(): NativeClient {
  const { _ffiClientInstance: client } = globalThis as { _ffiClientInstance?: NativeClient };
  if (!client) throw new Error('rtc-node has no native client.');
  return client;
}
