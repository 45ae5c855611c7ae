import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import type { CallRecord } from '../../protocol/call-record.ts';
import { place, type BackendProcess } from './backend-process.ts';
import { body, committed, event, operator, turn, worker } from './stand.ts';

const LIMIT_MS = 180_000;
let here: ReturnType<typeof place>;
let backend: BackendProcess;
let session_id: string;

beforeAll(async () => {
  here = place();
  backend = await here.start();
  const body = JSON.stringify({ room: 'room', channel: 'console' });
  const answer = await fetch(`${backend.url}/api/calls`, { method: 'POST', headers: worker, body });
  ({ session_id } = (await answer.json()) as SessionBundle);
}, LIMIT_MS);
afterAll(() => here.clear());

const post = (url: string, events: CallEvent[]) =>
  fetch(`${url}/api/calls/${session_id}/events`, {
    method: 'POST',
    headers: worker,
    body: JSON.stringify({ events }),
  });
const stored = async () => {
  const answer = await fetch(`${backend.url}/api/calls/${session_id}`, { headers: operator });
  return (await answer.json()) as CallRecord;
};

/** Passes a request on, and calls `heard` with the answer instead of giving it back. */
async function deaf(to: string, heard: () => void) {
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(to).port), '127.0.0.1');
    client.pipe(upstream);
    upstream.once('data', () => {
      heard();
    });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe('a backend that is killed', () => {
  const sent: CallEvent[] = [];

  it(
    'has every event that it said it had, each once',
    async () => {
      for (let batch = 0; batch < 20; batch += 1) {
        const events = [
          turn(`turn ${batch}`),
          event({ type: 'variable_set', name: 'n', value: batch }),
        ];
        expect((await post(backend.url, events)).status).toBe(200);
        sent.push(...events);
      }
      await backend.kill();
      backend = await here.start();
      const record = await stored();
      expect(record.events).toEqual(sent.map((one) => ({ ...one, late: false })));
    },
    LIMIT_MS,
  );

  it(
    'has an event once that was sent again because its answer was lost',
    async () => {
      const events = [turn('lost answer'), committed('front-desk', 'billing')];
      let killed: Promise<void> | undefined;
      const proxy = await deaf(backend.url, () => {
        killed ??= backend.kill();
      });
      await expect(post(proxy.url, events)).rejects.toThrow();
      await killed;
      proxy.close();
      backend = await here.start();
      expect((await body(await post(backend.url, events))).duplicates).toBe(2);
      sent.push(...events);
      const record = await stored();
      expect(record.events).toEqual(sent.map((one) => ({ ...one, late: false })));
      expect(record.path).toEqual(['front-desk', 'billing']);
    },
    LIMIT_MS,
  );

  it(
    'has a batch whole or not at all when it dies while it takes it',
    async () => {
      const events = Array.from({ length: 200 }, (_, at) => turn(`long batch ${at}`));
      const cut = post(backend.url, events).catch(() => undefined);
      // The request is on its way; how far it has come is left to chance.
      await new Promise((done) => setImmediate(done));
      await backend.kill();
      await cut;
      backend = await here.start();
      const before = (await stored()).events.length;
      expect([sent.length, sent.length + events.length]).toContain(before);
      await post(backend.url, events);
      await post(backend.url, events);
      sent.push(...events);
      const record = await stored();
      expect(record.events).toEqual(sent.map((one) => ({ ...one, late: false })));
    },
    LIMIT_MS,
  );

  it(
    'goes on counting the workers of a call where it stopped',
    async () => {
      const body = JSON.stringify({ session_id, room: 'room', channel: 'console' });
      const options = { method: 'POST', headers: worker, body };
      const opened = await fetch(`${backend.url}/api/calls`, options);
      expect(await opened.json()).toMatchObject({ epoch: 2, character: { slug: 'billing' } });
    },
    LIMIT_MS,
  );
});
