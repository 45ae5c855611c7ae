import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { liveKit } from '../../backend/livekit.ts';
import type { Store } from '../../backend/store/store.ts';
import { readEnv } from '../../config/env.ts';
import type { JobMetadata } from '../../protocol/session.ts';
import { body, LIVEKIT_KEYS, operator, stand, testStore, type Stand } from './stand.ts';

let store: Store;
let backend: Stand;
/** What becomes of the request to LiveKit. */
let dispatch: (room: string, metadata: JobMetadata) => Promise<void>;
let asked: { room: string; metadata: JobMetadata }[];

beforeAll(async () => {
  store = await testStore();
  const livekit = {
    ...liveKit(readEnv(LIVEKIT_KEYS)),
    dispatch: (room: string, metadata: JobMetadata) => {
      asked.push({ room, metadata });
      return dispatch(room, metadata);
    },
  };
  backend = await stand(store, { livekit });
});
afterAll(() => store.close());
beforeEach(() => {
  asked = [];
  dispatch = () => Promise.resolve();
});

const headers = { ...operator, 'Content-Type': 'application/json' };
const ring = () => backend.post('/api/calls/outbound', { number: '+14155550123' }, headers);
const open = () => {
  const { room, metadata } = asked[0]!;
  const opening = { session_id: metadata.session_id, room, channel: 'sip_outbound' };
  return backend.post('/api/calls', opening);
};

describe('a call out', () => {
  it('is asked of a worker, which finds its session', async () => {
    const answer = await ring();
    expect(answer.status).toBe(201);
    expect(await body(answer)).toEqual({
      session_id: asked[0]!.metadata.session_id,
      room: asked[0]!.room,
    });
    expect(asked[0]!.metadata.dial).toBe('+14155550123');
    expect((await open()).status).toBe(200);
  });

  it('that nobody knows was asked for rings nobody, even if a worker was asked', async () => {
    dispatch = () => Promise.reject(new Error('no answer'));
    expect((await ring()).status).toBe(500);
    expect((await body(await open())).code).toBe('unknown_session');
  });

  it('goes on where a worker has it, though the answer to the request was lost', async () => {
    dispatch = async () => {
      expect((await open()).status).toBe(200);
      throw new Error('no answer');
    };
    expect((await ring()).status).toBe(201);
  });
});
