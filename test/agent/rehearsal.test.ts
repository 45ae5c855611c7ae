import { initializeLogger, voice } from '@livekit/agents';
import { expect, it } from 'vitest';
import { rehearse } from '../../agent/rehearsal.ts';
import { readEnv } from '../../config/env.ts';
import { createLog } from '../../config/log.ts';
import { loopback } from '../fakes/loopback.ts';

initializeLogger({ pretty: false, level: 'silent' });

it('a warm process has asked the backend and spoken before its first call', async () => {
  const asked: string[] = [];
  const backend = await loopback((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('{}');
  });
  const warned: unknown[] = [];
  const log = createLog('agent', 'silent');
  log.warn = (what: unknown) => void warned.push(what);
  try {
    const env = readEnv({ BATON_BACKEND_URL: backend.url });
    await rehearse({ env, log });
    expect(asked).toEqual(['GET /healthz']);
    expect(warned).toEqual([]);
  } finally {
    await backend.close();
  }
});

it('a process whose backend is not there yet is warm all the same', async () => {
  const env = readEnv({ BATON_BACKEND_URL: 'http://127.0.0.1:1' });
  await rehearse({ env, log: createLog('agent', 'silent') });
});

it('a console keeps its line for its call', async () => {
  const line = voice.AgentsConsole.getInstance();
  line.enabled = true;
  try {
    const env = readEnv({ BATON_BACKEND_URL: 'http://127.0.0.1:1' });
    await rehearse({ env, log: createLog('agent', 'silent') });
    expect(line.ioAcquired).toBe(false);
  } finally {
    line.enabled = false;
  }
});
