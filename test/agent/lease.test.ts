import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { BackendClient } from '../../agent/backend-client.ts';
import { holdLease } from '../../agent/lease.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A backend whose command stream says the given lines, one connection after the other. */
async function aBackend(connections: string[][]) {
  const server = createServer((_request, response) => {
    const lines = connections.shift() ?? [];
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const line of lines) response.write(`data: ${line}\n\n`);
    if (connections.length > 0) response.end();
  });
  return clientOf(server);
}

async function clientOf(server: Server): Promise<BackendClient> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return new BackendClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key');
}

const beat = (epoch: number) => JSON.stringify({ type: 'heartbeat', epoch });

function hold(backend: BackendClient, epoch: number) {
  const said: string[] = [];
  const over = new AbortController();
  closing.push(() => {
    over.abort();
  });
  const held = holdLease(
    backend,
    { session_id: 'session-1', epoch },
    {
      lost: (in_force) => said.push(`lost to ${in_force}`),
      transfer: (target, attempt_id) => said.push(`transfer ${target} ${attempt_id}`),
      endCall: () => said.push('end'),
      desk: () => undefined,
      report: () => undefined,
    },
    over.signal,
  );
  return { said, held };
}

describe('the lease of a call', () => {
  it('is lost to a newer epoch, once', async () => {
    const { said, held } = hold(await aBackend([[beat(1), beat(2), beat(3)]]), 1);
    await held;
    expect(said).toEqual(['lost to 2']);
  });

  it('survives a stream that breaks and lines that are not of the contract', async () => {
    const broken = ['nonsense', '{"type":"unknown"}', beat(4)];
    const { said, held } = hold(await aBackend([broken, [beat(4)], [beat(5)]]), 4);
    await held;
    expect(said).toEqual(['lost to 5']);
  });

  it('lets an operator pass the caller on', async () => {
    const attempt_id = '3f2c8a52-5f0e-4a8b-9a53-0c8b6c8f2f11';
    const wanted = JSON.stringify({ type: 'transfer', attempt_id, target: '100' });
    const { said, held } = hold(await aBackend([[beat(1), wanted, beat(2)]]), 1);
    await held;
    expect(said[0]).toBe(`transfer 100 ${attempt_id}`);
  });

  it('lets an operator end the call', async () => {
    const { said, held } = hold(await aBackend([['{"type":"end_call"}', beat(2)]]), 1);
    await held;
    expect(said[0]).toBe('end');
  });

  it('lets go of a stream that has fallen silent only once another one is open', async () => {
    const closed: string[] = [];
    let silent: ServerResponse | undefined;
    const server = createServer((request, response) => {
      if (request.method === 'PUT') {
        response.end('{}');
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
      if (silent) {
        closed.push(silent.destroyed ? 'too early' : 'later');
        silent.once('close', () => response.write(`data: ${beat(2)}\n\n`));
      } else {
        silent = response;
        response.write(`data: ${beat(1)}\n\n`);
      }
    });
    const { said, held } = hold(await clientOf(server), 1);
    await held;
    expect(closed).toEqual(['later']);
    expect(said).toEqual(['lost to 2']);
  }, 30_000);
});
