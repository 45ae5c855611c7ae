import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that reached a service. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answering = (response: ServerResponse, asked: Asked) => void;

/** A customer's service on a loopback address: keeps what it was asked, answers as it is told to. */
export async function httpService(answering: Answering, address = '127.0.0.1') {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      asked.push({ method, path: url, headers, body });
      answering(response, asked.at(-1)!);
    });
  });
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    port,
    host: `${address}:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
export type HttpService = Awaited<ReturnType<typeof httpService>>;

export function json(value: unknown, status = 200): Answering {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

export function redirect(location: string, status = 302): Answering {
  return (response) => response.writeHead(status, { location }).end();
}
