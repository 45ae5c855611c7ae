import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { z } from 'zod';
import type { Intent } from '../../protocol/character.ts';
import type { Reply } from '../../speech/embedded/conversation.ts';
import { readWav } from '../../speech/embedded/wav.ts';
import { FakeSpeech } from './fake-speech.ts';
import { answerLikeAModel, type Script } from './openai-mind.ts';
import { ChatRequest, SpeechRequest, TranscriptionRequest } from './openai-shapes.ts';
import { completionEvents } from './openai-stream.ts';
import { ProviderFaults } from './provider-faults.ts';
import { RequestLog } from './request-log.ts';
import { KEPT } from './loopback.ts';

export type OpenAiRequest =
  | { kind: 'models'; at: number }
  | { kind: 'chat'; at: number; body: ChatRequest }
  | { kind: 'speech'; at: number; body: SpeechRequest }
  | { kind: 'transcription'; at: number; text: string }
  | { kind: 'refused'; at: number; path: string; message: string };

type Kind = 'models' | 'chat' | 'speech' | 'transcription';

/** A voice that is refused, or whose answer holds no audio. */
export type BrokenVoice = 'refused' | 'mute';

export interface OpenAiOptions {
  readonly key?: string;
  /** What its model knows beside the tools, for all requests. */
  readonly intents?: readonly Intent[];
  readonly first_token_ms?: number;
  readonly first_audio_ms?: number;
}

const PCM_RATE = 24_000;

/** OpenAI's API on loopback: models, streamed chat, speech and transcriptions, strictly checked. */
export class FakeOpenAi {
  readonly key: string;
  readonly log = new RequestLog<OpenAiRequest>();
  readonly faults = new ProviderFaults<Kind>();
  /** Voices that are out of order, by name. May be changed while it runs. */
  readonly broken = new Map<string, BrokenVoice>();
  /** May be changed while it runs. */
  readonly latency: { first_token_ms: number; first_audio_ms: number };
  readonly #speech = new FakeSpeech();
  readonly #scripts: Script[] = [];
  readonly #intents: readonly Intent[];
  readonly #server = createServer(KEPT, (request, response) => {
    void this.#answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, String(error));
    });
  });

  constructor({ key, intents, first_token_ms, first_audio_ms }: OpenAiOptions = {}) {
    this.key = key ?? 'sk-test-key';
    this.#intents = intents ?? [];
    this.latency = { first_token_ms: first_token_ms ?? 0, first_audio_ms: first_audio_ms ?? 0 };
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** For OPENAI_BASE_URL. */
  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/v1`;
  }

  /** Asked before the rule brain at each turn, the latest first. */
  script(script: Script): void {
    this.#scripts.unshift(script);
  }

  failNext(kind: Kind, status = 500, times = 1): void {
    this.faults.failNext(kind, status, times);
  }

  stallNext(kind: Kind): void {
    this.faults.stallNext(kind);
  }

  async close(): Promise<void> {
    this.faults.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#speech.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const bytes = await buffer(request);
    if (request.headers.authorization !== `Bearer ${this.key}`) {
      this.#refused(response, path, 401, 'Incorrect API key provided', 'invalid_api_key');
      return;
    }
    const route = `${request.method ?? ''} ${path}`;
    if (route === 'GET /v1/models') return this.#models(response);
    if (route === 'POST /v1/chat/completions') return this.#chat(bytes, response);
    if (route === 'POST /v1/audio/speech') return this.#speak(bytes, response);
    if (route === 'POST /v1/audio/transcriptions') {
      return this.#transcribe(bytes, request.headers['content-type'] ?? '', response);
    }
    this.#refused(response, path, 404, `Invalid URL (${route})`);
  }

  async #models(response: ServerResponse): Promise<void> {
    this.log.add({ kind: 'models', at: Date.now() });
    if (await this.#fails('models', response)) return;
    json(response, 200, { object: 'list', data: [{ id: 'gpt-4.1-mini', object: 'model' }] });
  }

  async #chat(bytes: Buffer, response: ServerResponse): Promise<void> {
    const body = this.#checked(ChatRequest, parse(bytes), response, 'chat/completions');
    if (!body) return;
    this.log.add({ kind: 'chat', at: Date.now(), body });
    if (await this.#fails('chat', response)) return;
    await this.faults.wait(this.latency.first_token_ms);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const events = [...completionEvents(body, this.#reply(body))];
    if (this.faults.breaks('chat')) {
      for (const event of events.slice(0, Math.ceil(events.length / 2))) response.write(event);
      setImmediate(() => response.destroy());
      return;
    }
    for (const event of events) response.write(event);
    response.end();
  }

  #reply(body: ChatRequest): Reply {
    for (const script of this.#scripts) {
      const scripted = script(body);
      if (scripted) return { say: '', calls: [], ...scripted };
    }
    return answerLikeAModel(body, this.#intents);
  }

  async #speak(bytes: Buffer, response: ServerResponse): Promise<void> {
    const body = this.#checked(SpeechRequest, parse(bytes), response, 'audio/speech');
    if (!body) return;
    this.log.add({ kind: 'speech', at: Date.now(), body });
    const broken = this.broken.get(body.voice);
    if (broken === 'refused') this.faults.failNext('speech');
    if (await this.#fails('speech', response)) return;
    const pcm =
      broken === 'mute'
        ? Buffer.alloc(0)
        : await this.#speech.speak(body.input, body.voice, PCM_RATE, body.speed);
    await this.faults.wait(this.latency.first_audio_ms);
    response.writeHead(200, { 'content-type': 'audio/pcm' }).end(pcm);
  }

  async #transcribe(bytes: Buffer, type: string, response: ServerResponse): Promise<void> {
    const init = { headers: { 'content-type': type } };
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- small bodies, from our own client
    const form = await new Response(new Uint8Array(bytes), init).formData();
    const fields = Object.fromEntries(form.entries());
    const body = this.#checked(TranscriptionRequest, fields, response, 'audio/transcriptions');
    if (!body) return;
    const failed = await this.#fails('transcription', response);
    if (failed) return;
    const { samples, sampleRate } = readWav(new Uint8Array(await body.file.arrayBuffer()));
    const text = await this.#speech.hear(samples, sampleRate);
    this.log.add({ kind: 'transcription', at: Date.now(), text });
    json(response, 200, { text });
  }

  #checked<T>(shape: z.ZodType<T>, value: unknown, response: ServerResponse, path: string) {
    const read = shape.safeParse(value);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const at = issue?.path.join('.') ?? '';
    this.#refused(response, path, 400, `Invalid request: ${at}: ${issue?.message ?? ''}`);
    return null;
  }

  async #fails(kind: Kind, response: ServerResponse): Promise<boolean> {
    const status = await this.faults.next(kind);
    if (status !== null) refuse(response, status, 'The server had an error', 'server_error');
    return status !== null;
  }

  #refused(response: ServerResponse, path: string, status: number, text: string, code?: string) {
    this.log.add({ kind: 'refused', at: Date.now(), path, message: text });
    refuse(response, status, text, code);
  }
}

/** A started server; stop it with `close()`. */
export async function startOpenAi(options: OpenAiOptions = {}): Promise<FakeOpenAi> {
  return new FakeOpenAi(options).start();
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  code: string | null = null,
) {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  json(response, status, { error: { message, type, param: null, code } });
}
