import { readEnv } from '../config/env.ts';
import { createLog, type Logger } from '../config/log.ts';
import { startBackend, type Backend } from './server.ts';

/** A stop that takes longer than this is cut short. */
const STOP_MS = 10_000;

await main();

async function main(): Promise<void> {
  try {
    const env = readEnv();
    const log = createLog('backend', env.BATON_LOG_LEVEL);
    const stopAsked = signalled();
    const backend = await startBackend({ env, log });
    log.info({ url: backend.url }, 'The backend is up.');
    await stopAsked;
    await stop(backend, log);
  } catch (error) {
    refuse(error);
  }
}

/** Resolves at the first SIGINT or SIGTERM; later ones change nothing. */
function signalled(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        done();
      });
  });
}

async function stop(backend: Backend, log: Logger): Promise<void> {
  const cut = setTimeout(() => {
    log.error('The backend did not stop in time and is cut short.');
    process.exit(1);
  }, STOP_MS);
  await backend.close();
  clearTimeout(cut);
  log.info('The backend has stopped.');
}

/** Whoever started it reads one plain text: what is wrong and what to do about it. */
function refuse(error: unknown): void {
  const lines: string[] = [];
  for (let fault = error; fault instanceof Error; fault = fault.cause) lines.push(fault.message);
  process.stderr.write(`${lines.join('\n  ') || String(error)}\n`);
  process.exitCode = 1;
}
