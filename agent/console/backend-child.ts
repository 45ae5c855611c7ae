import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { backendUrl, inherited, type Env } from '../../config/env.ts';
import { lastLines, quoted, sizeOf } from '../../config/log-tail.ts';
import { ConsoleFailure } from './console-failure.ts';

const READY_LIMIT_MS = 120_000;
const ASK_EVERY_MS = 150;
const ONE_ANSWER_MS = 5_000;
const LAST_LINES = 12;
const EXTENSION = extname(import.meta.url);

type Answer = 'ready' | 'other' | 'nobody';

/**
 * A backend answers when this resolves. Where none did, one is started: a process of its own that
 * ends with this one. Throws ConsoleFailure.
 */
export async function readyBackend(env: Env): Promise<void> {
  const url = new URL(backendUrl(env));
  const answer = await asked(url);
  if (answer === 'ready') return;
  if (answer === 'other') {
    throw new ConsoleFailure(
      `What answers at ${url.origin} is no backend that works.`,
      'stop it, or set BATON_PORT to a free port.',
    );
  }
  if (env.BATON_BACKEND_URL && !isHere(url)) {
    throw new ConsoleFailure(
      `No backend answers at ${url.origin} (BATON_BACKEND_URL).`,
      'start that one, or unset BATON_BACKEND_URL: then one is started here.',
    );
  }
  await startBackend(env, url);
}

async function startBackend(env: Env, url: URL): Promise<void> {
  const log = join(env.BATON_DATA_DIR, 'log', 'backend.log');
  const before = sizeOf(log);
  const child = spawned(log, { ...inherited(), ...variables(env, url) });
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(() => 'ended at once');
  const ready = untilReady(url, over.signal).then((is) => (is ? null : 'was not ready in time'));
  const fault = await Promise.race([ended, ready]);
  over.abort();
  await Promise.allSettled([ended, ready]);
  if (fault === null) {
    child.unref();
    child.channel?.unref();
    return;
  }
  child.kill('SIGKILL');
  throw new ConsoleFailure(
    `No backend answered at ${url.origin}, and the one that was started ${fault}:\n${quoted(lastLines(log, LAST_LINES, before))}`,
    `correct what it says; all of it is in ${log}.`,
  );
}

async function untilReady(url: URL, signal: AbortSignal): Promise<boolean> {
  const limit = performance.now() + READY_LIMIT_MS;
  while (performance.now() < limit) {
    if ((await asked(url)) === 'ready') return true;
    await pause(ASK_EVERY_MS, undefined, { signal });
  }
  return false;
}

/** Its group is its own: a Ctrl-C ends the call first, whose last events it still takes in. */
function spawned(log: string, env: NodeJS.ProcessEnv): ChildProcess {
  mkdirSync(dirname(log), { recursive: true });
  const main = fileURLToPath(new URL(`../../backend/main${EXTENSION}`, import.meta.url));
  const leave = new URL(`./leave-with-parent${EXTENSION}`, import.meta.url).href;
  const out = openSync(log, 'a', 0o600);
  try {
    return fork(main, [], {
      env,
      execArgv: [...process.execArgv, '--import', leave],
      stdio: ['ignore', out, out, 'ipc'],
      detached: true,
    });
  } finally {
    closeSync(out);
  }
}

/** A console has no LiveKit server; the keys without which no backend starts open nothing. */
function variables(env: Env, url: URL): Record<string, string> {
  const nothing = randomBytes(32).toString('base64url');
  return {
    BATON_HOST: url.hostname.replace(/^\[|\]$/g, ''),
    BATON_PORT: url.port || '80',
    LIVEKIT_API_KEY: env.LIVEKIT_API_KEY ?? 'console',
    LIVEKIT_API_SECRET: env.LIVEKIT_API_SECRET ?? nothing,
  };
}

async function asked(url: URL): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(ONE_ANSWER_MS);
    const answer = await fetch(new URL('/healthz', url), { signal });
    const body = (await answer.json().catch(() => null)) as { status?: unknown } | null;
    return answer.ok && body?.status === 'ok' ? 'ready' : 'other';
  } catch (fault) {
    const silent = fault instanceof Error && fault.name === 'TimeoutError';
    return silent ? 'other' : 'nobody';
  }
}

function isHere({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
}
