import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ReadyVoices } from '../../bench/providers/ready-voices.ts';
import { ChatRequest, SpeechRequest } from '../../test/fakes/openai-shapes.ts';
import { completionEvents } from '../../test/fakes/openai-stream.ts';
import { Script, type Fault } from '../script.ts';
import type { Whose } from '../whose.ts';
import { loopback, type Loopback } from '../../test/fakes/loopback.ts';

const PCM_RATE = 24_000;
/** Of a voice that stops midway, this much is heard. */
const HALF_A_SECOND = PCM_RATE;
/** Of an answer that stops midway, so many events come. */
const FEW_EVENTS = 3;

/** OpenAI's chat and speech on loopback: each call's script says what is answered, and what breaks. */
export async function startMindAndVoice(
  whose: () => Whose | null,
  voices: ReadyVoices,
): Promise<Loopback> {
  const nobodys = new Script();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const script = (await whose()?.ofConnection(request.socket.remotePort)) ?? nobodys;
    const body = await buffer(request);
    if (request.url === '/v1/chat/completions') chat(script, body, response);
    else if (request.url === '/v1/audio/speech') await speak(script, body, response, voices);
    // Whoever only opens the connection beforehand.
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
  };
  const server = await loopback((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  return { ...server, url: `${server.url}/v1` };
}

function chat(script: Script, body: Buffer, response: ServerResponse): void {
  const request = ChatRequest.parse(withoutNothing(JSON.parse(body.toString()) as Tooled));
  const fault = script.next('chat');
  if (refuses(fault, response)) return;
  const events = [...completionEvents(request, script.answer(request))];
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const event of fault === null ? events : events.slice(0, FEW_EVENTS)) response.write(event);
  end(fault, response);
}

async function speak(
  script: Script,
  body: Buffer,
  response: ServerResponse,
  voices: ReadyVoices,
): Promise<void> {
  const { input, voice, speed } = SpeechRequest.parse(JSON.parse(body.toString()));
  const fault = voice === script.muteVoice ? 500 : script.next('speech');
  if (refuses(fault, response)) return;
  const pcm = await voices.speak(input, voice, PCM_RATE, speed);
  response.writeHead(200, { 'content-type': 'audio/pcm' });
  response.write(fault === null ? pcm : pcm.subarray(0, HALF_A_SECOND));
  end(fault, response);
}

function refuses(fault: Fault | null, response: ServerResponse): boolean {
  if (fault === 'closes') response.destroy();
  if (typeof fault !== 'number') return fault === 'closes';
  const type = fault === 429 ? 'requests' : 'server_error';
  const error = { message: 'The lab said no.', type, param: null, code: null };
  response.writeHead(fault, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
  return true;
}

/** What was written goes out before the connection breaks. */
function end(fault: Fault | null, response: ServerResponse): void {
  if (fault === null) response.end();
  else response.write(' ', () => response.destroy());
}

interface Tooled {
  readonly tools?: readonly unknown[];
}

/** The plugin sends an agent that has no tools with an empty list of them. */
function withoutNothing({ tools, ...rest }: Tooled): object {
  return tools?.length ? { tools, ...rest } : rest;
}
