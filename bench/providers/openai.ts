import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { ChatRequest, SpeechRequest } from '../../test/fakes/openai-shapes.ts';
import { completionEvents } from '../../test/fakes/openai-stream.ts';
import type { Latencies } from './latencies.ts';
import { mind } from './lines.ts';
import type { ReadyVoices } from './ready-voices.ts';
import { KEPT } from '../../test/fakes/loopback.ts';

const PCM_RATE = 24_000;

export interface Provider {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** OpenAI's chat and speech on loopback: what it says is ready, what it waits is drawn. */
export async function startMindAndVoice(
  latencies: Latencies,
  voices: ReadyVoices,
): Promise<Provider> {
  const chat = async (body: Buffer, response: ServerResponse): Promise<void> => {
    const request = ChatRequest.parse(
      withoutNothing(JSON.parse(body.toString()) as { tools?: unknown[] }),
    );
    await pause(latencies.next('first_token'));
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const reply = { say: '', calls: [], ...mind(request) };
    for (const event of completionEvents(request, reply)) response.write(event);
    response.end();
  };
  const speech = async (body: Buffer, response: ServerResponse): Promise<void> => {
    const { input, voice, speed } = SpeechRequest.parse(JSON.parse(body.toString()));
    const [pcm] = await Promise.all([
      voices.speak(input, voice, PCM_RATE, speed),
      pause(latencies.next('first_audio')),
    ]);
    response.writeHead(200, { 'content-type': 'audio/pcm' }).end(pcm);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    if (request.url === '/v1/chat/completions') return chat(body, response);
    if (request.url === '/v1/audio/speech') return speech(body, response);
    // Whoever only opens the connection beforehand.
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
  };
  const server = createServer(KEPT, (request, response) => {
    void answer(request, response).catch((fault: unknown) => {
      console.error('A request to the mind or the voice failed:', fault);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** The plugin sends an agent that has no tools with an empty list of them. */
function withoutNothing(request: { tools?: unknown[] }): object {
  const { tools, ...rest } = request;
  return tools?.length ? request : rest;
}
