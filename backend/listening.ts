import type { Server } from 'node:http';

/** How long requests that are under way may take once the backend stops. */
const GRACE_MS = 3000;

/** The port is in use. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(host: string, port: number, cause: unknown) {
    super(
      `Port ${port} on ${host} is taken. Stop what listens there, or set BATON_PORT to another.`,
      { cause },
    );
    this.port = port;
  }
}

/** Throws PortTakenError. Resolves with the address that a browser on this machine can open. */
export function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((done, failed) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      failed(taken ? new PortTakenError(host, port, error) : error);
    });
    server.listen(port, host, () => {
      const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      done(`http://${name.includes(':') ? `[${name}]` : name}:${port}`);
    });
  });
}

/** No new requests, streams end, those under way finish or are cut off after the grace. */
export async function stopServing(server: Server, stopping: AbortController): Promise<void> {
  const closed = new Promise<void>((done) => {
    server.close(() => {
      done();
    });
  });
  stopping.abort();
  server.closeIdleConnections();
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, GRACE_MS);
  await closed;
  clearTimeout(cut);
}
