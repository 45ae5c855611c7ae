import { liveKit, type LiveKit, type Present } from '../../backend/livekit.ts';
import { readEnv } from '../../config/env.ts';
import type { JobMetadata } from '../../protocol/session.ts';
import { livekitApi } from '../fakes/livekit-api.ts';
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
  const dispatched = ({ room }: Dispatched) => ({ agentName: 'baton', room });
  const { url, close } = await livekitApi(async ({ method, room, metadata }) => {
    switch (method) {
      case 'CreateDispatch': {
        const dispatch = { room, metadata: JSON.parse(metadata) as JobMetadata };
        dispatches.push(dispatch);
        for (const tell of told) tell();
        await before?.();
        return dispatched(dispatch);
      }
      case 'ListRooms':
        return { rooms: [...new Set(dispatches.map((one) => one.room))].map((name) => ({ name })) };
      case 'ListDispatch':
        return { agentDispatches: dispatches.filter((one) => one.room === room).map(dispatched) };
      case 'ListParticipants':
        return { participants: [] };
      default:
        return {};
    }
  });
  return {
    url,
    close,
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
  };
}
