import { once } from 'node:events';
import { WebSocket } from 'ws';
import { createLog } from '../../config/log.ts';
import { type Limits, LIMITS } from '../../gateway/limits.ts';
import { type Gateway, startGateway } from '../../gateway/server.ts';
import { FrameOut } from '../../protocol/telephony-frame.ts';
import type { StreamCallDeps } from '../../gateway/stream-call.ts';
import { FakeDoor } from './fake-door.ts';
import { PATIENCE_MS } from '../patience.ts';

export const KEYS = ['first-key-of-the-test', 'second-key-of-the-test'];

export interface Stand {
  readonly gateway: Gateway;
  readonly door: FakeDoor;
  readonly url: string;
  readonly close: () => Promise<void>;
}

const FREE = {
  lines: { take: () => Promise.resolve(true), leave: () => undefined },
  allBusy: () => Promise.resolve(null),
};

/** A real gateway whose rooms are a fake. */
export async function gatewayStand(
  limits: Partial<Limits> = {},
  connections_per_key = 2,
  { lines, allBusy }: Pick<StreamCallDeps, 'lines' | 'allBusy'> = FREE,
): Promise<Stand> {
  const door = new FakeDoor();
  const gateway = await startGateway({
    port: 0,
    host: '127.0.0.1',
    keys: KEYS,
    connections_per_key,
    openRoom: door.open,
    lines,
    allBusy,
    log: createLog('gateway', 'silent'),
    limits: { ...LIMITS, ...limits },
  });
  const url = `ws://127.0.0.1:${gateway.port}/telephony`;
  return { gateway, door, url, close: () => gateway.close() };
}

/** A platform's end of one connection. */
export class Client {
  readonly frames: FrameOut[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
      });
    });
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      this.frames.push(FrameOut.parse(JSON.parse((data as Buffer).toString())));
    });
  }

  static async connect(url: string, key = KEYS[0]!): Promise<Client> {
    const client = new Client(new WebSocket(url, { headers: { Authorization: `Bearer ${key}` } }));
    await once(client.socket, 'open');
    return client;
  }

  send(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  start(more: object = {}): void {
    this.send({ ...START, ...more });
  }

  async until<E extends FrameOut['event']>(event: E): Promise<Extract<FrameOut, { event: E }>> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const found = this.frames.find((frame) => frame.event === event);
      if (found) return found as never;
      await once(this.socket, 'message', { signal });
    }
  }
}

export const START = {
  event: 'start',
  streamId: 's1',
  callerId: '+14155550100',
  did: '104',
  mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000 },
  customParameters: { 'x-account-id': 42 },
};

/** The status with which an upgrade is refused. */
export async function refusedWith(url: string, key?: string): Promise<number> {
  const headers = key === undefined ? {} : { Authorization: `Bearer ${key}` };
  const socket = new WebSocket(url, { headers });
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number; resume(): void },
  ];
  response.resume();
  return response.statusCode;
}
