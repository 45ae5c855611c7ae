import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Loopback {
  readonly url: string;
  readonly server: Server;
  readonly close: () => Promise<void>;
}

/** Services keep a connection open; Node's five seconds end while a test makes a sentence. */
export const KEPT = { keepAliveTimeout: 120_000 };

/** An HTTP server of this machine only. */
export async function loopback(answer: RequestListener): Promise<Loopback> {
  const server = createServer(KEPT, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
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
