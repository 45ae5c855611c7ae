/** The wait was longer than its limit. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
  readonly limit_ms: number;

  constructor(what: string, limit_ms: number) {
    super(`${what} took longer than ${limit_ms} ms.`);
    this.limit_ms = limit_ms;
  }
}

/** The promise's outcome, or TimeLimitError once `limit_ms` have passed. */
export function within<T>(promise: Promise<T>, limit_ms: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new TimeLimitError(what, limit_ms));
    }, limit_ms);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
