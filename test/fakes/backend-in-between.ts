import { loopback } from './loopback.ts';
import { passOn } from './pass-on.ts';

/** A way to the backend that a test can break for chosen paths: the worker gets nonsense there. */
export interface BackendInBetween {
  readonly url: string;
  /** From now on paths that match are answered 200 with what is no bundle; null mends it. */
  break(paths: RegExp | null): void;
  close(): Promise<void>;
}

export async function startInBetween(backend: string): Promise<BackendInBetween> {
  let broken: RegExp | null = null;
  const { url, close } = await loopback((asked, answer) => {
    if (broken?.test(asked.url ?? '')) {
      asked.resume();
      answer.writeHead(200, { 'content-type': 'application/json' }).end('{"bundle":"none"}');
      return;
    }
    passOn(backend, asked, answer);
  });
  return {
    url,
    break: (paths) => {
      broken = paths;
    },
    close,
  };
}
