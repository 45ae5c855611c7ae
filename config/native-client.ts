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

/** What of rtc-node's private way to the native library is used. */
interface NativeClient extends EventEmitter {
  request(message: { message: { case: string; value: object } }): unknown;
}

/** rtc-node's version, which the native library tells the server. */
const SDK_VERSION = '0.13.35';

/**
 * A request to LiveKit's native library for which rtc-node has no public method, or none that can be
 * used: `kind` and `value` as in livekit-ffi's `FfiRequest`.
 *
 * Hazard: a private way. Live tests go red when it is gone; throws then.
 */
export function nativeRequest(kind: string, value: object): void {
  nativeClient().request({ message: { case: kind, value } });
}

/**
 * Hands samples of one channel over to a source: the library copies them, and its answer is left unread.
 * Throws where the source is closed.
 */
export function captureUnread(source: AudioSource, pcm: Int16Array): void {
  const buffer = new AudioFrameBufferInfo({
    dataPtr: livekitRetrievePtr(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength)),
    sampleRate: source.sampleRate,
    numChannels: 1,
    samplesPerChannel: pcm.length,
  });
  const value = new CaptureAudioFrameRequest({ sourceHandle: source.ffiHandle.handle, buffer });
  livekitFfiRequest(new FfiRequest({ message: { case: 'captureAudioFrame', value } }).toBinary());
}

/**
 * Keeps the native library from sending its whole log, every step of WebRTC, to this process as events:
 * for each call that connects they are thousands, each shown to each room. What is an error goes to
 * standard error instead, as `RUST_LOG` says. `unread`: kinds of events that nobody in this process
 * waits for; they are shown to nobody.
 *
 * Hazard: rtc-node asks for the log and has no setting for it, so the library is initialised again.
 */
export function quietNative(unread: readonly string[] = []): void {
  // rtc-node makes its client at its first use.
  new AudioFrame(new Int16Array(1), 8000, 1, 1).protoInfo();
  const client = nativeClient();
  const show = (bytes: Uint8Array): void => {
    const event = FfiEvent.fromBinary(bytes);
    if (!unread.includes(event.message.case ?? '')) client.emit('ffi_event', event);
  };
  livekitInitialize(show, false, SDK_VERSION);
}

function nativeClient(): NativeClient {
  const { _ffiClientInstance: client } = globalThis as { _ffiClientInstance?: NativeClient };
  if (!client) throw new Error('rtc-node has no native client.');
  return client;
}
