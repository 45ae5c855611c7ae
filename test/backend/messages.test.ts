import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { writeWav } from '../../speech/embedded/wav.ts';
import { operator, SERVICE_KEY, stand, type Stand, testStore } from './stand.ts';

const WAV = writeWav({ samples: Int16Array.from([0, 1, -1, 32_767, -32_768]), sampleRate: 16_000 });

let store: Store;
let backend: Stand;
beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

const path = (session_id: string, message_id: string) =>
  `/api/calls/${session_id}/messages/${message_id}/audio`;
const put = (to: string, body: Uint8Array, key = SERVICE_KEY) =>
  backend.app.request(to, {
    method: 'PUT',
    headers: { 'X-API-Key': key, 'Content-Type': 'audio/wav' },
    body: Buffer.from(body),
  });

describe('the recording of a message', () => {
  it('is kept by the worker and heard by an operator, to the byte', async () => {
    const { session_id } = await backend.openCall();
    const to = path(session_id, randomUUID());
    expect((await put(to, WAV)).status).toBe(204);
    const other = writeWav({ samples: Int16Array.from([9]), sampleRate: 16_000 });
    expect((await put(to, other)).status).toBe(204);
    const answer = await backend.app.request(to, { headers: operator });
    expect(answer.headers.get('content-type')).toBe('audio/wav');
    expect(Buffer.from(await answer.arrayBuffer()).equals(WAV)).toBe(true);
  });

  it('can be heard from the middle on, as a browser asks that seeks', async () => {
    const { session_id } = await backend.openCall();
    const to = path(session_id, randomUUID());
    await put(to, WAV);
    const listen = (Range: string) => backend.app.request(to, { headers: { ...operator, Range } });
    const part = await listen('bytes=4-7');
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 4-7/${WAV.length}`,
    ]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from(WAV.subarray(4, 8)));
    const beyond = await listen(`bytes=${WAV.length}-`);
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
      416,
      `bytes */${WAV.length}`,
    ]);
  });

  it('is refused where it is no WAV, too large, of no call, or from nobody we know', async () => {
    const { session_id } = await backend.openCall();
    const to = path(session_id, randomUUID());
    expect((await put(to, Buffer.from('<html>'))).status).toBe(400);
    expect((await put(to, Buffer.alloc(9 * 1024 * 1024))).status).toBe(413);
    expect((await put(path(randomUUID(), randomUUID()), WAV)).status).toBe(404);
    expect((await put(to, WAV, 'wrong')).status).toBe(401);
  });

  it('is nobody else’s to hear', async () => {
    const to = path(randomUUID(), randomUUID());
    expect((await backend.app.request(to)).status).toBe(401);
    expect((await backend.app.request(to, { headers: operator })).status).toBe(404);
  });
});
