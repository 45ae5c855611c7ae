import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { liveKit, type LiveKit, type Present } from '../../backend/livekit.ts';
import { readEnv } from '../../config/env.ts';
import type { JobMetadata } from '../../protocol/session.ts';
import { LIVEKIT_KEYS } from './stand.ts';

export interface Dispatched {
  room: string;
  metadata: JobMetadata;
}

/** The LiveKit server as backends in this process see it; it remembers what it was asked. */
export function fakeLiveKit() {
  const dispatches: Dispatched[] = [];
  const ended: string[] = [];
  const people = new Map<string, Present[]>();
  const state = {
    dispatches,
    ended,
    people,
    /** What happens to a request for a worker, besides that it is remembered. */
    fault: undefined as 'unheard' | 'answer lost' | undefined,
    /** Calls to a number. */
    to: (number: string) => dispatches.filter((one) => one.metadata.dial === number),
  };
  const livekit: LiveKit = {
    ...liveKit(readEnv(LIVEKIT_KEYS)),
    dispatch(room, metadata) {
      if (state.fault !== 'unheard') dispatches.push({ room, metadata });
      return state.fault ? Promise.reject(new Error(state.fault)) : Promise.resolve();
    },
    dispatched: (room) => Promise.resolve(dispatches.some((one) => one.room === room)),
    present: (room) => Promise.resolve(people.get(room) ?? []),
    endRoom(room) {
      ended.push(room);
      return Promise.resolve();
    },
  };
  return { ...state, livekit, state };
}

/** The same over HTTP, for a backend that is a process of its own. */
export async function fakeLiveKitServer() {
  const dispatches: Dispatched[] = [];
  let before: (() => Promise<void> | undefined) | undefined;
  const told = new Set<() => void>();
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const part of request) text += String(part);
      const asked = JSON.parse(text || '{}') as { room?: string; metadata?: string };
      const { room = '', metadata = '{}' } = asked;
      const method = request.url?.split('/').at(-1) ?? '';
      if (method === 'CreateDispatch') {
        dispatches.push({ room, metadata: JSON.parse(metadata) as JobMetadata });
        for (const tell of told) tell();
        await before?.();
      }
      const rooms = [...new Set(dispatches.map((one) => one.room))].map((name) => ({ name }));
      const agentDispatches = dispatches
        .filter((one) => one.room === room)
        .map((one) => ({ agentName: 'baton', room: one.room }));
      const answers: Record<string, unknown> = {
        CreateDispatch: { agentName: 'baton', room },
        ListRooms: { rooms },
        ListDispatch: { agentDispatches },
        ListParticipants: { participants: [] },
      };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(answers[method] ?? {}));
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    dispatches,
    /** Runs once a worker was asked for, before that is answered. */
    beforeAnswer(action: typeof before) {
      before = action;
    },
    /** Resolves when so many workers were asked for. */
    until: (count: number) =>
      new Promise<void>((done) => {
        const tell = () => {
          if (dispatches.length >= count) done();
        };
        told.add(tell);
        tell();
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
