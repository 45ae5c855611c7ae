import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { listen } from './deepgram-listen.ts';
import { ListenQuery, queryOf, SpeakQuery } from './deepgram-shapes.ts';
import { speak } from './deepgram-speak.ts';
import { FakeSpeech } from './fake-speech.ts';
import { ProviderFaults } from './provider-faults.ts';
import { RequestLog } from './request-log.ts';
import { KEPT } from './loopback.ts';

export type DeepgramRequest =
  | { kind: 'listen'; at: number; query: ListenQuery }
  | { kind: 'heard'; at: number; text: string }
  | { kind: 'speak'; at: number; query: SpeakQuery }
  | { kind: 'said'; at: number; model: string; text: string }
  | { kind: 'refused'; at: number; path: string; message: string };

type Kind = 'listen' | 'speak';

export interface DeepgramOptions {
  readonly key?: string;
  readonly first_audio_ms?: number;
}

/** Deepgram's live API on loopback: `/v1/listen` and `/v1/speak` with real ears and voices. */
export class FakeDeepgram {
  readonly key: string;
  readonly log = new RequestLog<DeepgramRequest>();
  readonly faults = new ProviderFaults<Kind>();
  /** May be changed while it runs. */
  readonly latency: { first_audio_ms: number };
  readonly #speech = new FakeSpeech();
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #server = createServer(KEPT, (request, response) => {
    const body = JSON.stringify(errorOf(`No such endpoint: ${request.url ?? ''}`));
    response.writeHead(404, { 'content-type': 'application/json' }).end(body);
  });

  constructor({ key, first_audio_ms }: DeepgramOptions = {}) {
    this.key = key ?? 'dg-test-key';
    this.latency = { first_audio_ms: first_audio_ms ?? 0 };
    this.#server.on('upgrade', (request, socket, head) => {
      void this.#upgrade(request, socket, head);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** For DEEPGRAM_BASE_URL. */
  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  failNext(kind: Kind, status = 500, times = 1): void {
    this.faults.failNext(kind, status, times);
  }

  stallNext(kind: Kind): void {
    this.faults.stallNext(kind);
  }

  async close(): Promise<void> {
    this.faults.close();
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#speech.close();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const kind = /^\/v1\/(listen|speak)$/.exec(url.pathname)?.[1] as Kind | undefined;
    const refuse = (status: number, message: string) => {
      this.log.add({ kind: 'refused', at: Date.now(), path: url.pathname, message });
      refuseUpgrade(socket, status, message);
    };
    if (request.headers.authorization !== `Token ${this.key}`) {
      refuse(401, 'Invalid credentials.');
      return;
    }
    if (!kind) {
      refuse(404, 'No such endpoint');
      return;
    }
    const query = (kind === 'listen' ? ListenQuery : SpeakQuery).safeParse(queryOf(url));
    if (!query.success) {
      const [issue] = query.error.issues;
      refuse(400, `Bad query: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
      return;
    }
    const failed = await this.faults.next(kind);
    if (failed !== null) {
      refuseUpgrade(socket, failed, 'The service is not available');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (open) => {
      if (kind === 'listen') this.#listen(open, query.data as ListenQuery);
      else this.#speak(open, query.data as SpeakQuery);
    });
  }

  #listen(socket: WebSocket, query: ListenQuery): void {
    this.log.add({ kind: 'listen', at: Date.now(), query });
    const heard = (text: string) => {
      this.log.add({ kind: 'heard', at: Date.now(), text });
    };
    const breaks = () => this.faults.breaks('listen');
    listen(socket, { query, requestId: randomUUID(), speech: this.#speech, heard, breaks });
  }

  #speak(socket: WebSocket, query: SpeakQuery): void {
    this.log.add({ kind: 'speak', at: Date.now(), query });
    speak(socket, {
      query,
      requestId: randomUUID(),
      speech: this.#speech,
      firstAudio: () => this.faults.wait(this.latency.first_audio_ms),
      breaks: () => this.faults.breaks('speak'),
      asked: (text) => {
        this.log.add({ kind: 'said', at: Date.now(), model: query.model, text });
      },
    });
  }
}

/** A started server; stop it with `close()`. */
export async function startDeepgram(options: DeepgramOptions = {}): Promise<FakeDeepgram> {
  return new FakeDeepgram(options).start();
}

function errorOf(err_msg: string) {
  return { err_code: 'Bad Request', err_msg, request_id: randomUUID() };
}

function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  const body = JSON.stringify(errorOf(message));
  socket.end(
    `HTTP/1.1 ${String(status)} Refused\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`,
  );
}
