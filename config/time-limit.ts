/**
 * Aborts as one of the signals does, or after so many milliseconds with a `TimeoutError`. Keeps no
 * process alive.
 *
 * Hazard (Node 20.20): `AbortSignal.any([…, AbortSignal.timeout(ms)])` holds the timeout by a weak
 * reference. Once the collector has run the limit never comes, and whoever waits waits for good. Here
 * the timer itself holds it.
 */
export function timeLimit(ms: number, ...signals: readonly AbortSignal[]): AbortSignal {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new DOMException(`It took longer than ${ms} ms.`, 'TimeoutError'));
  }, ms);
  timer.unref();
  return AbortSignal.any([...signals, limit.signal]);
}
