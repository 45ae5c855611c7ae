import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to the backend that a test can break for chosen paths: the worker gets nonsense there. */
export interface BackendInBetween {
  readonly url: string;
  /** From now on paths that match are answered 200 with what is no bundle; null mends it. */
  break(paths: RegExp | null): void;
  close(): Promise<void>;
}

export async function startInBetween(backend: string): Promise<BackendInBetween> {
  let broken: RegExp | null = null;
  const server: Server = createServer((asked, answer) => {
    if (broken?.test(asked.url ?? '')) {
      asked.resume();
      answer.writeHead(200, { 'content-type': 'application/json' }).end('{"bundle":"none"}');
      return;
    }
    const { method, headers } = asked;
    const passed = request(new URL(asked.url ?? '/', backend), { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    answer.on('close', () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    break: (paths) => {
      broken = paths;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}
