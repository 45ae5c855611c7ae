/** What of rtc-node's private way to the native library is used. */
interface NativeClient {
  request(message: { message: { case: string; value: object } }): unknown;
}

/**
 * A request to LiveKit's native library for which rtc-node has no public method, or none that can be
 * used: `kind` and `value` as in livekit-ffi's `FfiRequest`.
 *
 * Hazard: a private way (rtc-node 0.13.35). Live tests go red when it is gone; throws then.
 */
export function nativeRequest(kind: string, value: object): void {
  const { _ffiClientInstance: client } = globalThis as { _ffiClientInstance?: NativeClient };
  if (!client) throw new Error(`rtc-node has no native client, so no "${kind}".`);
  client.request({ message: { case: kind, value } });
}
