import type { EventEmitter } from 'node:events';
import { AudioFrame } from '@livekit/rtc-node';
import { FfiEvent, livekitInitialize } from '@livekit/rtc-ffi-bindings';

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
 * Keeps the native library from sending its whole log, every step of WebRTC, to this process as events:
 * for each call that connects they are thousands, each shown to each room. What is an error goes to
 * standard error instead, as `RUST_LOG` says.
 *
 * Hazard: rtc-node asks for the log and has no setting for it, so the library is initialised again.
 */
export function quietNative(): void {
  // rtc-node makes its client at its first use.
  new AudioFrame(new Int16Array(1), 8000, 1, 1).protoInfo();
  const client = nativeClient();
  livekitInitialize(
    (event) => client.emit('ffi_event', FfiEvent.fromBinary(event)),
    false,
    SDK_VERSION,
  );
}

function nativeClient(): NativeClient {
  const { _ffiClientInstance: client } = globalThis as { _ffiClientInstance?: NativeClient };
  if (!client) throw new Error('rtc-node has no native client.');
  return client;
}
