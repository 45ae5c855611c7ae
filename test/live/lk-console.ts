import { AgentSession as wire } from '@livekit/protocol';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { GrowingSound } from './growing-sound.ts';
import type { Recording, Sound } from './pcm.ts';

/** Hertz of the console's protocol, both ways. */
const RATE = 48_000;
const TICK_MS = 20;
const PER_TICK = (RATE * TICK_MS) / 1000;
const HEADER_BYTES = 4;

/** What the person at the console hears, as it is played. */
class Loudspeaker extends GrowingSound {
  readonly #played: Int16Array[] = [];
  readonly #startedAt = Date.now();
  #waiting: Int16Array[] = [];
  #flushed: (() => void) | null = null;

  queue(pcm: Int16Array): void {
    this.#waiting.push(pcm);
  }

  /** `finished` is told when all that is queued has been played. */
  flush(finished: () => void): void {
    this.#flushed = finished;
  }

  clear(): void {
    this.#waiting = [];
    this.#flushed = null;
  }

  /** Plays one tick, silence where nothing waits. */
  play(): void {
    const tick = new Int16Array(PER_TICK);
    let filled = 0;
    while (filled < PER_TICK && this.#waiting[0]) {
      const [next] = this.#waiting;
      const part = next.subarray(0, PER_TICK - filled);
      tick.set(part, filled);
      filled += part.length;
      if (part.length === next.length) this.#waiting.shift();
      else this.#waiting[0] = next.subarray(part.length);
    }
    this.#played.push(tick);
    this.grow(tick, RATE);
    if (this.#waiting.length > 0 || !this.#flushed) return;
    this.#flushed();
    this.#flushed = null;
  }

  recording(): Recording {
    const pcm = Int16Array.from(this.#played.flatMap((tick) => [...tick]));
    return { pcm, rate: RATE, startedAt: this.#startedAt };
  }
}

export interface LkConsole {
  /** For `--connect-addr`. */
  readonly address: string;
  readonly speaker: Loudspeaker;
  /** Resolves when the worker has connected. */
  readonly connected: Promise<void>;
  /** Resolves when the connection is closed, by whichever side. */
  readonly closed: Promise<void>;
  /** Speaks into the microphone; resolves when it is said. */
  readonly speak: (sound: Sound) => Promise<void>;
  /** Types a line; resolves with what came of it. */
  readonly type: (text: string) => Promise<wire.SessionResponse>;
  readonly hangUp: () => void;
  readonly stop: () => Promise<void>;
}

/** Plays the side of the `lk` CLI: its listener, its microphone and its loudspeaker, in real time. */
export async function startLkConsole(): Promise<LkConsole> {
  const speaker = new Loudspeaker();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answers = new Map<string, (answer: wire.SessionResponse) => void>();
  let socket: Socket | undefined;
  let microphone: { pcm: Int16Array; said: () => void } | null = null;
  const send = (message: wire.AgentSessionMessage['message']) => {
    const body = new wire.AgentSessionMessage({ message }).toBinary();
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32BE(body.length);
    if (socket?.writable) socket.write(Buffer.concat([header, body]));
  };
  const take = ({ message }: wire.AgentSessionMessage) => {
    if (message.case === 'audioOutput') speaker.queue(samplesOf(message.value.data));
    if (message.case === 'audioPlaybackClear') speaker.clear();
    if (message.case === 'audioPlaybackFlush')
      speaker.flush(() => {
        const value = new wire.AgentSessionMessage_ConsoleIO_AudioPlaybackFinished();
        send({ case: 'audioPlaybackFinished', value });
      });
    if (message.case === 'response') answers.get(message.value.requestId)?.(message.value);
  };
  const tick = () => {
    const pcm = new Int16Array(PER_TICK);
    if (microphone) {
      pcm.set(microphone.pcm.subarray(0, PER_TICK));
      microphone.pcm = microphone.pcm.subarray(PER_TICK);
      if (microphone.pcm.length === 0) {
        microphone.said();
        microphone = null;
      }
    }
    send({ case: 'audioInput', value: frame(pcm) });
    speaker.play();
  };
  const connection = once(server, 'connection').then(([taken]: Socket[]) => taken!);
  const connected = connection.then((taken) => {
    socket = taken;
    readMessages(taken, take);
    everyTick(taken, tick);
  });
  const closed = connection.then(async (taken) => {
    // A worker that is killed resets the connection: closed all the same.
    taken.on('error', () => undefined);
    await new Promise((done) => taken.once('close', done));
    speaker.end();
  });
  return {
    address: `127.0.0.1:${port}`,
    speaker,
    connected,
    closed,
    speak: ({ pcm }) =>
      new Promise((said) => {
        microphone = { pcm, said };
      }),
    type: (text) => {
      const requestId = randomUUID();
      const request = {
        case: 'runInput',
        value: new wire.SessionRequest_RunInput({ text }),
      } as const;
      send({ case: 'request', value: new wire.SessionRequest({ requestId, request }) });
      return new Promise((answered) => answers.set(requestId, answered));
    },
    hangUp: () => {
      socket?.destroy();
    },
    stop: async () => {
      socket?.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function frame(pcm: Int16Array): wire.AgentSessionMessage_ConsoleIO_AudioFrame {
  return new wire.AgentSessionMessage_ConsoleIO_AudioFrame({
    data: new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength),
    sampleRate: RATE,
    numChannels: 1,
    samplesPerChannel: pcm.length,
  });
}

function samplesOf(data: Uint8Array): Int16Array {
  return new Int16Array(Uint8Array.from(data).buffer);
}

function readMessages(socket: Socket, take: (message: wire.AgentSessionMessage) => void): void {
  let buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    while (buffer.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + buffer.readUInt32BE(0);
      if (buffer.length < end) return;
      take(wire.AgentSessionMessage.fromBinary(buffer.subarray(HEADER_BYTES, end)));
      buffer = buffer.subarray(end);
    }
  });
}

/** Real time, made up for where the timer is late; until the socket is closed. */
function everyTick(socket: Socket, tick: () => void): void {
  const start = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    for (; done < (performance.now() - start) / TICK_MS; done += 1) tick();
  }, TICK_MS);
  socket.once('close', () => {
    clearInterval(timer);
  });
}
