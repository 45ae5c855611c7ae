import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patientServer } from '../../backend/listening.ts';
import type { Store } from '../../backend/store/store.ts';
import {
  body,
  OPERATOR_TOKEN,
  SERVICE_KEY,
  stand,
  testStore,
  type Stand,
} from '../backend/stand.ts';
import { routesOf } from './api-requests.ts';

let store: Store;
let backend: Stand;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

/** What a server with little patience says to whoever writes this and then no more. */
async function slowly(text: string): Promise<string> {
  const server = patientServer(getRequestListener(backend.app.fetch), {
    ...{ headers_ms: 200, request_ms: 400, look_ms: 50 },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (part) => (answer += part.toString()));
  socket.write(text);
  await once(socket, 'close');
  server.closeAllConnections();
  server.close();
  return answer;
}

describe('a request that does not come to its end', () => {
  it('is ended while its headers trickle in', async () => {
    expect(await slowly('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toMatch(/^HTTP\/1.1 408/);
  });

  it('is ended while its body trickles in', async () => {
    const head = 'POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    expect(await slowly(`${head}Content-Length: 100\r\n\r\n{"a":`)).toMatch(/^HTTP\/1.1 408/);
  });

  it('has a limit of seconds for headers and of a minute for all of it', () => {
    const server = patientServer(() => undefined);
    expect(server.headersTimeout).toBeLessThanOrEqual(10_000);
    expect(server.requestTimeout).toBeLessThanOrEqual(60_000);
  });
});

describe('a request that is too large', () => {
  const large = (size: number) => 'x'.repeat(size);
  const may = { 'X-API-Key': SERVICE_KEY, Authorization: `Bearer ${OPERATOR_TOKEN}` };

  it('is refused at every route that reads a body, with a length and without', async () => {
    const routes = (await routesOf(backend.app)).filter(
      ({ operation, method, path }) =>
        operation.requestBody !== undefined || `${method} ${path}` === 'POST /api/livekit/webhook',
    );
    expect(routes.length).toBeGreaterThan(12);
    const text = large(9 * 1024 * 1024);
    for (const { method, path, operation } of routes) {
      const [type = 'application/json'] = Object.keys(operation.requestBody?.content ?? {});
      const at = path.replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000');
      const headers = { ...may, 'Content-Type': type };
      const known = await backend.app.request(at, {
        ...{ method, body: text },
        headers: { ...headers, 'Content-Length': String(text.length) },
      });
      const streamed = await backend.app.request(at, {
        ...{ method, headers, duplex: 'half' as const, body: new Blob([text]).stream() },
      });
      for (const answer of [known, streamed])
        expect([method, path, answer.status, (await body(answer)).code]).toEqual([
          method,
          path,
          413,
          'too_large',
        ]);
    }
  });
});

describe('a body that is nested without end', () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const headers = { 'X-API-Key': SERVICE_KEY, 'Content-Type': 'application/json' };

  it('is refused in the arguments of a tool where it is deeper than anything meant', async () => {
    const { session_id } = await backend.openCall();
    const at = '2026-01-01T10:00:00.000Z';
    const id = '00000000-0000-4000-8000-000000000000';
    const start = `{"events":[{"id":"${id}","epoch":1,"seq":0,"at":"${at}","type":"tool_call","name":"x","args":`;
    for (const depth of [40, 41, 100, 5000, 100_000]) {
      const answer = await backend.app.request(`/api/calls/${session_id}/events`, {
        ...{ method: 'POST', headers, body: `${start}${deep(depth)}}]}` },
      });
      const wanted = depth <= 40 ? [200] : [400, 413];
      expect([depth, wanted.includes(answer.status)]).toEqual([depth, true]);
    }
  });

  it('is refused where a visitor sends it', async () => {
    for (const text of [deep(2000), '['.repeat(15_000)]) {
      const answer = await backend.app.request('/api/sessions', {
        ...{ method: 'POST', headers, body: `{"user":${text}}` },
      });
      expect([400, 413]).toContain(answer.status);
    }
  });
});
