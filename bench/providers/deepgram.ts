import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { listen } from '../../test/fakes/deepgram-listen.ts';
import { ListenQuery, queryOf } from '../../test/fakes/deepgram-shapes.ts';
import { FakeSpeech } from '../../test/fakes/fake-speech.ts';
import type { Provider } from './openai.ts';
import { KEPT } from '../../test/fakes/loopback.ts';

export interface Ear extends Provider {
  /** What will be heard from now on, whoever speaks. */
  says(text: string): void;
}

/** Understands what it was told beforehand: the recogniser's own work would be measured otherwise. */
class ToldSpeech extends FakeSpeech {
  text = '';
  override hear(): Promise<string> {
    return Promise.resolve(this.text);
  }
}

/** Deepgram's `/v1/listen` on loopback: the ends of speech are found, the words are known. */
export async function startEar(): Promise<Ear> {
  const speech = new ToldSpeech();
  const server = createServer(KEPT, (_request, response) => {
    response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const query = ListenQuery.parse(queryOf(new URL(request.url ?? '/', 'http://127.0.0.1')));
    listen(socket, { query, requestId: randomUUID(), speech, heard: () => undefined });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    says: (text) => {
      speech.text = text;
    },
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await speech.close();
    },
  };
}
