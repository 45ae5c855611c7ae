import { createServer, type RequestListener, type Server } from 'node:http';

/** How long requests that are under way may take once the backend stops. */
const GRACE_MS = 3000;

/** How long somebody may take to ask, who would hold a connection for nothing: headers, then all of it. */
const PATIENCE = { headers_ms: 10_000, request_ms: 60_000, look_ms: 2000 };
/** How long a connection stays for its next request: longer than a worker pauses between two. */
const IDLE_MS = 65_000;

/** Ends what is asked too slowly, with 408. How long an answer takes has no limit: streams go on. */
export function patientServer(
  handle: (...exchange: Parameters<RequestListener>) => unknown,
  { headers_ms, request_ms, look_ms } = PATIENCE,
): Server {
  const limits = {
    headersTimeout: headers_ms,
    requestTimeout: request_ms,
    connectionsCheckingInterval: look_ms,
    keepAliveTimeout: IDLE_MS,
  };
  return createServer(limits, (request, response) => {
    void handle(request, response);
  });
}

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
