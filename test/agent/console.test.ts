import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readyBackend } from '../../agent/console/backend-child.ts';
import { connectAddr } from '../../agent/console/connect-addr.ts';
import { readEnv } from '../../config/env.ts';
import { freePort } from '../live/free-ports.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function answering(body: string): Promise<number> {
  const server = createServer((_request, response) => response.end(body));
  cleanups.push(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

function anEnv(more: Record<string, string>) {
  const dir = mkdtempSync(join(tmpdir(), 'baton-console-'));
  cleanups.push(() => rmSync(dir, { recursive: true }));
  return readEnv({ BATON_DATA_DIR: dir, ...more });
}

describe('what lk starts the worker with', () => {
  it.each([
    [['console', '--connect-addr', '127.0.0.1:4000'], '127.0.0.1:4000'],
    [['console', '--record', '--connect-addr=[::1]:4000'], '[::1]:4000'],
    [['console'], null],
    [['dev', '--cli-addr', '127.0.0.1:4000'], null],
    [['start'], null],
  ])('%j is the address %j', (args, address) => {
    expect(connectAddr(args)).toBe(address);
  });

  it.each(['nowhere', ':4000', 'host:', 'host:0', 'host:70000', 'host:http', ''])(
    'the address "%s" is refused before anything starts',
    (address) => {
      const read = () => connectAddr(['console', '--connect-addr', address]);
      expect(read).toThrow(expect.objectContaining({ next: expect.stringContaining('lk agent') }));
    },
  );
});

describe('the backend of a console', () => {
  it('is the one that answers already', async () => {
    const port = await answering('{"status":"ok"}');
    await readyBackend(anEnv({ BATON_PORT: String(port) }));
  });

  it('is not whatever else answers there', async () => {
    const port = await answering('<h1>another service</h1>');
    await expect(readyBackend(anEnv({ BATON_PORT: String(port) }))).rejects.toMatchObject({
      name: 'ConsoleFailure',
      message: `What answers at http://127.0.0.1:${port} is no backend that works.`,
      next: 'stop it, or set BATON_PORT to a free port.',
    });
  });

  it('is never started for an address of another machine', async () => {
    const env = anEnv({ BATON_BACKEND_URL: 'https://127.0.0.1:1' });
    await expect(readyBackend(env)).rejects.toMatchObject({
      message: 'No backend answers at https://127.0.0.1:1 (BATON_BACKEND_URL).',
    });
  });

  it('that could not be started says why', async () => {
    const env = anEnv({ BATON_PORT: String(await freePort()), BATON_CHARACTERS_DIR: '/no-folder' });
    // The child inherits the environment; it takes nothing from the parsed one but its address.
    vi.stubEnv('BATON_CHARACTERS_DIR', '/no-folder');
    vi.stubEnv('BATON_DATA_DIR', env.BATON_DATA_DIR);
    process.execArgv.push('--import', import.meta.resolve('tsx'));
    cleanups.push(() => process.execArgv.splice(-2));
    await expect(readyBackend(env)).rejects.toMatchObject({
      message: expect.stringMatching(/ended at once:\n[^]*\/no-folder: a folder of characters/),
      next: expect.stringContaining('backend.log'),
    });
  });
});
