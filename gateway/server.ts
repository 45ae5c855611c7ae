import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Logger } from '../config/log.ts';
import { LARGEST_FRAME } from '../protocol/telephony-frame.ts';
import { KeyRing } from './key-ring.ts';
import { type Limits, LIMITS } from './limits.ts';
import { StreamCall, type StreamCallDeps } from './stream-call.ts';

export interface GatewayOptions extends Pick<StreamCallDeps, 'openRoom' | 'lines' | 'allBusy'> {
  readonly port: number;
  readonly host: string;
  readonly keys: readonly string[];
  readonly connections_per_key: number;
  readonly log: Logger;
  readonly limits?: Limits;
}

export interface Gateway {
  readonly port: number;
  /** Calls that go on. */
  readonly calls: () => number;
  /** No new connections; running calls are hung up, and their rooms left. Safe twice. */
  readonly close: () => Promise<void>;
}

/** Milliseconds in which running calls have ended. */
const CLOSE_LIMIT_MS = 8000;
const PATH = '/telephony';

/** Listens for telephony platforms. Who shows no key does not get as far as the upgrade. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { connections_per_key, log, openRoom, lines, allBusy, limits = LIMITS } = options;
  const keys = new KeyRing(options.keys);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_FRAME,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const calls = new Set<StreamCall>();
  const byKey = new Map<number, number>();
  let closing: Promise<void> | null = null;
  let emptied: () => void = () => undefined;

  const server = createServer((request, response) => {
    answer(request, response, calls.size);
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    const key = keys.shownBy(request);
    const refusal = refusalOf(request, key);
    if (key === null || refusal) {
      log.info({ status: refusal }, 'A connection was refused.');
      refuse(socket, refusal ?? 401);
      return;
    }
    count(key, 1);
    // However far it came: the place is free again when the line is.
    socket.once('close', () => {
      count(key, -1);
    });
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const call: StreamCall = new StreamCall(webSocket, {
        openRoom,
        lines,
        allBusy,
        limits,
        log: log.child({ key }),
        over: () => {
          calls.delete(call);
          if (calls.size === 0) emptied();
        },
      });
      calls.add(call);
    });
  });

  function refusalOf(request: IncomingMessage, key: number | null): number | null {
    if (key === null) return 401;
    if (request.url?.split('?')[0] !== PATH) return 404;
    if (closing) return 503;
    return (byKey.get(key) ?? 0) >= connections_per_key ? 429 : null;
  }

  function count(key: number, by: 1 | -1): void {
    byKey.set(key, (byKey.get(key) ?? 0) + by);
  }

  async function close(): Promise<void> {
    const listening = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    const empty = new Promise<void>((resolve) => (emptied = resolve));
    for (const call of calls) call.hangUp('shutting_down');
    let cut: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (cut = setTimeout(resolve, CLOSE_LIMIT_MS)));
    if (calls.size > 0) await Promise.race([empty, limit]);
    server.closeAllConnections();
    await Promise.race([listening, limit]);
    clearTimeout(cut);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    calls: () => calls.size,
    close: () => (closing ??= close()),
  };
}

function answer({ url }: IncomingMessage, response: ServerResponse, calls: number): void {
  const healthy = url === '/healthz';
  const body = healthy ? { status: 'ok', calls } : { error: 'This is a WebSocket at /telephony.' };
  response.writeHead(healthy ? 200 : url?.split('?')[0] === PATH ? 426 : 404, {
    'Content-Type': 'application/json',
  });
  response.end(JSON.stringify(body));
}

const REASONS: Record<number, string> = {
  401: 'Unauthorized',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

function refuse(socket: Duplex, status: number): void {
  const lines = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    'Connection: close',
    'Content-Length: 0',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}
