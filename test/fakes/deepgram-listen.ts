import type { RawData, WebSocket } from 'ws';
import { ListenMessage, type ListenQuery } from './deepgram-shapes.ts';
import type { FakeSpeech } from './fake-speech.ts';
import { SpeechSpans, type Span } from './speech-spans.ts';

/** The real service ends a turn by more than the bare pause; so short a one would cut words. */
const SHORTEST_PAUSE_MS = 300;
/** A server that is in trouble (RFC 6455). */
const LOST = 1011;

export interface Listening {
  readonly query: ListenQuery;
  readonly requestId: string;
  readonly speech: FakeSpeech;
  readonly heard: (text: string) => void;
  /** Whether the connection is lost as soon as somebody speaks. */
  readonly breaks?: () => boolean;
}

/** One `/v1/listen` connection: real recognition of what comes in, in Deepgram's messages. */
export function listen(socket: WebSocket, listening: Listening): void {
  const { query, requestId, speech, heard, breaks } = listening;
  const rate = Number(query.sample_rate);
  const pause = Math.max(SHORTEST_PAUSE_MS, Number(query.endpointing) || 0);
  const spans = new SpeechSpans(rate, pause);
  let work = Promise.resolve();
  const send = (message: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const results = async (samples: Int16Array, at_s: number, is_final: boolean) => {
    const transcript = await speech.hear(samples, rate);
    if (is_final) heard(transcript);
    const start = at_s - samples.length / rate;
    send(resultsMessage(transcript, { start, end: at_s, is_final, requestId }));
  };
  const take = async (span: Span) => {
    if (span.event === 'start') {
      if (breaks?.()) socket.close(LOST);
      if (query.vad_events === 'true') {
        send({ type: 'SpeechStarted', channel: [0, 1], timestamp: span.at_s });
      }
      return;
    }
    if (span.event === 'end') {
      await results(span.samples, span.at_s, true);
      if (query.utterance_end_ms) {
        send({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: span.at_s });
      }
    } else if (query.interim_results === 'true') await results(span.samples, span.at_s, false);
  };
  const queue = (found: readonly Span[]) => {
    for (const span of found) work = work.then(() => take(span));
  };
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) return queue(spans.push(samplesOf(data as Buffer)));
    const read = ListenMessage.safeParse(jsonOf(data as Buffer));
    if (!read.success) {
      socket.close(1008, 'DATA-0000');
      return;
    }
    if (read.data.type !== 'KeepAlive') queue(spans.flush());
    if (read.data.type !== 'CloseStream') return;
    work = work.then(() => {
      send({ type: 'Metadata', request_id: requestId, channels: 1 });
      socket.close(1000);
    });
  });
}

function resultsMessage(
  transcript: string,
  {
    start,
    end,
    is_final,
    requestId,
  }: { start: number; end: number; is_final: boolean; requestId: string },
) {
  const spoken = transcript.split(/\s+/).filter(Boolean);
  const each = (end - start) / Math.max(1, spoken.length);
  const words = spoken.map((punctuated_word, index) => ({
    word: punctuated_word.toLowerCase().replace(/[^\w']/g, ''),
    punctuated_word,
    start: start + index * each,
    end: start + (index + 1) * each,
    confidence: 0.98,
  }));
  const confidence = transcript ? 0.98 : 0;
  return {
    type: 'Results',
    channel_index: [0, 1],
    start,
    duration: end - start,
    is_final,
    speech_final: is_final,
    from_finalize: false,
    channel: { alternatives: [{ transcript, confidence, words }] },
    metadata: { request_id: requestId, model_uuid: requestId, model_info: { name: 'fake' } },
  };
}

function samplesOf(bytes: Buffer): Int16Array {
  const samples = new Int16Array(Math.floor(bytes.length / 2));
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = bytes.readInt16LE(index * 2);
  }
  return samples;
}

export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
