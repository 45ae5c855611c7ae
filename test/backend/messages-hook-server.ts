import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect } from 'vitest';
import { MessageHook } from '../../protocol/message.ts';

export type HookServer = Awaited<ReturnType<typeof hookServer>>;

/** A customer's hook: keeps what comes, its signature checked, and answers as it is told to. */
export async function hookServer(secret: string) {
  const all: { id: string; text: string; told: MessageHook }[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      // Not `verify`, which keeps to the real clock.
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      const signature = new Webhook(secret).sign(headers['webhook-id']!, at, text);
      expect(headers['webhook-signature']).toBe(signature);
      const told = MessageHook.parse(JSON.parse(text));
      all.push({ id: headers['webhook-id']!, text, told });
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/hook`, all, statuses, close };
}
