import { randomUUID } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { listen } from '../../test/fakes/deepgram-listen.ts';
import { ListenQuery, queryOf } from '../../test/fakes/deepgram-shapes.ts';
import { FakeSpeech } from '../../test/fakes/fake-speech.ts';
import type { Script } from '../script.ts';
import type { Whose } from '../whose.ts';
import { loopback, type Loopback } from '../../test/fakes/loopback.ts';

/** Longer than anybody pauses within a sentence: each is understood once. */
const PAUSE_MS = 700;

/** Understands what the call's script says, whatever is spoken. */
class ScriptedSpeech extends FakeSpeech {
  readonly #script: Promise<Script | null>;

  constructor(script: Promise<Script | null>) {
    super();
    this.#script = script;
  }

  override async hear(): Promise<string> {
    return (await this.#script)?.understood ?? '';
  }
}

/** Deepgram's `/v1/listen` on loopback: the ends of speech are found, the words are the script's. */
export async function startEar(whose: () => Whose | null): Promise<Loopback> {
  const server = await loopback((_request, response) => {
    response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.server.on('upgrade', (request, socket, head) => {
    const script = whose()?.ofConnection(request.socket.remotePort) ?? Promise.resolve(null);
    void script.then((found) => {
      const fault = found?.next('listen') ?? null;
      if (fault !== null) {
        socket.end(
          `HTTP/1.1 ${typeof fault === 'number' ? fault : 503} Refused\r\nConnection: close\r\n\r\n`,
        );
        return;
      }
      sockets.handleUpgrade(request, socket, head, (open) => {
        const forget = found?.listening(() => {
          open.terminate();
        });
        open.once('close', () => forget?.());
        const asked = ListenQuery.parse(queryOf(new URL(request.url ?? '/', 'http://127.0.0.1')));
        const query = { ...asked, endpointing: String(PAUSE_MS) };
        const speech = new ScriptedSpeech(script);
        listen(open, { query, requestId: randomUUID(), speech, heard: () => undefined });
      });
    });
  });
  return {
    ...server,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      await server.close();
    },
  };
}
