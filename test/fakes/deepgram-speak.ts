import type { RawData, WebSocket } from 'ws';
import { jsonOf } from './deepgram-listen.ts';
import { SpeakMessage, type SpeakQuery } from './deepgram-shapes.ts';
import type { FakeSpeech } from './fake-speech.ts';

const CHUNK_BYTES = 9600;
/** A server that is in trouble (RFC 6455). */
const LOST = 1011;

export interface Speaking {
  readonly query: SpeakQuery;
  readonly requestId: string;
  readonly speech: FakeSpeech;
  /** Waits out the latency of the first audio. */
  firstAudio(): Promise<void>;
  asked(text: string): void;
  /** Whether the connection is lost in the middle of this sentence. */
  breaks?(): boolean;
}

/** One `/v1/speak` connection: Speak, Flush, Clear and Close with real audio. */
export function speak(socket: WebSocket, options: Speaking): void {
  const { query, requestId, speech } = options;
  let work = Promise.resolve();
  let cleared = 0;
  let flushed = 0;
  let first = true;
  const send = (message: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const say = async (text: string, when: number) => {
    const rate = Number(query.sample_rate);
    const pcm = await speech.speak(text, query.model, rate, Number(query.speed ?? 1));
    if (first) await options.firstAudio();
    first = false;
    const end = options.breaks?.() ? pcm.length / 2 : pcm.length;
    for (let at = 0; at < end && when === cleared; at += CHUNK_BYTES) {
      if (socket.readyState === socket.OPEN) socket.send(pcm.subarray(at, at + CHUNK_BYTES));
    }
    if (end < pcm.length) socket.close(LOST);
  };
  send({ type: 'Metadata', request_id: requestId, model_name: query.model });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    const read = SpeakMessage.safeParse(isBinary ? undefined : jsonOf(data as Buffer));
    if (!read.success) {
      send({ type: 'Error', code: 'DATA-0001', description: 'Unparsable message' });
      socket.close(1008, 'DATA-0001');
      return;
    }
    const message = read.data;
    const when = cleared;
    if (message.type === 'Speak') {
      options.asked(message.text);
      work = work.then(() => say(message.text, when));
    } else if (message.type === 'Flush') {
      work = work.then(() => {
        send({ type: 'Flushed', sequence_id: flushed });
        flushed += 1;
      });
    } else if (message.type === 'Clear') {
      cleared += 1;
      send({ type: 'Cleared', sequence_id: cleared - 1 });
    } else {
      work = work.then(() => {
        socket.close(1000);
      });
    }
  });
}
