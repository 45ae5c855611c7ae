/**
 * Aborts as one of the signals does, or after so many milliseconds with a `TimeoutError`. Keeps no
 * process alive.
 *
 * Hazard (Node 20.20): `AbortSignal.any([…, AbortSignal.timeout(ms)])` holds the timeout by a weak
 * reference. Once the collector has run the limit never comes, and whoever waits waits for good.
 */
export function timeLimit(ms: number, ...signals: readonly AbortSignal[]): AbortSignal {
  const limit = new AbortController();
  const end = (reason: unknown) => {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener('abort', follow);
    limit.abort(reason);
  };
  const follow = () => {
    end(signals.find(({ aborted }) => aborted)?.reason);
  };
  const timer = setTimeout(() => {
    end(new DOMException(`It took longer than ${ms} ms.`, 'TimeoutError'));
  }, ms);
  timer.unref();
  for (const signal of signals) signal.addEventListener('abort', follow, { once: true });
  if (signals.some(({ aborted }) => aborted)) follow();
  return limit.signal;
}
