/**
 * The framework starts a synthesis without a catch: when it fails, the failure is emitted as
 * `error` and then rejects a promise nobody holds, which ends the process. The event is enough.
 */
export function withoutStrayFailure<T extends object>(stream: T): T {
  const started = stream as { mainTask?: () => Promise<unknown> };
  const main = started.mainTask?.bind(stream);
  // A microtask later the framework calls this very property.
  if (main) started.mainTask = () => main().catch(() => undefined);
  return stream;
}

/** An emitter without a listener for `error` throws instead of emitting. */
export function withSilentErrors<T extends { on(event: 'error', listener: () => void): unknown }>(
  emitter: T,
): T {
  emitter.on('error', () => undefined);
  return emitter;
}
