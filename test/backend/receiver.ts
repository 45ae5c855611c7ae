import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { WebhookPayload } from '../../protocol/webhook.ts';

export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** One request that came in, its signature checked. */
export interface Received {
  id: string;
  payload: WebhookPayload;
  headers: IncomingMessage['headers'];
  text: string;
}

type Answering = (received: Received, response: ServerResponse) => void;

/** A customer's service: keeps what comes and answers as it is told to. */
export async function receiver(secret = WEBHOOK_SECRET) {
  const all: Received[] = [];
  const watchers = new Set<() => void>();
  let answering: Answering = answer(204);
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      const payload = WebhookPayload.parse(new Webhook(secret).verify(text, headers));
      const id = headers['webhook-id']!;
      const received = { id, payload, headers: request.headers, text };
      all.push(received);
      answering(received, response);
      for (const check of watchers) check();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    all,
    /** How it answers from now on. */
    answers(as: Answering) {
      answering = as;
    },
    of: (session_id: string) => all.filter((one) => one.payload.data.session_id === session_id),
    /** Resolves as soon as `holds`; looked at with each request. */
    until: (holds: () => boolean) =>
      new Promise<void>((done) => {
        const check = () => {
          if (!holds()) return;
          watchers.delete(check);
          done();
        };
        watchers.add(check);
        check();
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
export type Receiver = Awaited<ReturnType<typeof receiver>>;

export function answer(status: number, headers: Record<string, string> = {}): Answering {
  return (_, response) => response.writeHead(status, headers).end();
}
