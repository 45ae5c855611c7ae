import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnv } from '../../config/env.ts';
import { operatorToken } from '../../config/keys.ts';
import { startKeeper } from '../../stack/keeper.ts';
import { startBackend } from '../../stack/services.ts';
import { untilRecord } from './call-records.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { afterSentence } from './sounds-like.ts';
import { startLkConsole, type LkConsole } from './lk-console.ts';
import { ROOT, testVariables } from './test-env.ts';

const GREETING = 'How can I help?';
const ANNOUNCEMENT = 'One moment please, I am connecting you to our billing specialist.';
const OPENING = 'Hello, this is the billing specialist.';

let variables: NodeJS.ProcessEnv;
let lk: LkConsole;
let worker: ChildProcess;
let said = '';
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  variables = await testVariables({});
  lk = await startLkConsole();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') process.stderr.write(`${said}\n${backendLog()}\n`);
  worker.kill('SIGKILL');
  await lk.stop();
  for (const cleanup of cleanups.splice(0)) await cleanup();
  rmSync(variables['BATON_DATA_DIR'] ?? '', { recursive: true, force: true, maxRetries: 3 });
});

/** What `lk agent console` runs. Resolves when the greeting has been heard. */
async function startConsole(): Promise<void> {
  said = '';
  const args = ['agent/main.mjs', 'console', '--connect-addr', lk.address];
  worker = spawn(process.execPath, args, { cwd: ROOT, env: variables });
  for (const output of [worker.stdout, worker.stderr])
    output?.on('data', (part: Buffer) => (said += part.toString()));
  await lk.connected;
  await lk.speaker.untilSilence(800, { after_ms: 0 });
  expect(await heardSince(0)).toSoundLike(GREETING);
}

async function heardSince(from_ms: number): Promise<string> {
  const { pcm, rate } = lk.speaker.recording();
  return wordsOf(await transcribe(pcm.subarray((from_ms * rate) / 1000), rate));
}

async function left(): Promise<number | null> {
  if (worker.exitCode === null) await once(worker, 'exit', { signal: AbortSignal.timeout(15_000) });
  return worker.exitCode;
}

function backendLog(): string {
  const file = join(variables['BATON_DATA_DIR'] ?? '', 'log', 'backend.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The backend says so last, once it has given its port and its directory back. */
async function backendStopped(): Promise<boolean> {
  const until = performance.now() + 15_000;
  while (!backendLog().includes('The backend has stopped.') && performance.now() < until)
    await new Promise((again) => setTimeout(again, 50));
  return backendLog().includes('The backend has stopped.');
}

describe('the console of lk, where nothing runs and no key is set', () => {
  it('hands a spoken request over, and takes its backend with it when lk hangs up', async () => {
    await startConsole();
    const from = lk.speaker.length_ms;
    await lk.speak(await callerSays('I have a question about an invoice.'));
    await lk.speaker.untilSilence(2_500, { after_ms: from });

    const words = await heardSince(from);
    const after = afterSentence(words, ANNOUNCEMENT) ?? '';
    expect(after, words).not.toBe('');
    expect(afterSentence(after, OPENING), words).not.toBeNull();

    lk.hangUp();
    expect(await left()).toBe(0);
    expect(await backendStopped()).toBe(true);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with its backend at a %s',
    { tags: ['nightly'] },
    async (signal) => {
      await startConsole();
      worker.kill(signal);
      await lk.closed;
      expect(await left()).toBe(0);
      expect(await backendStopped()).toBe(true);
    },
  );

  it('takes its backend with it even when it is killed', { tags: ['nightly'] }, async () => {
    await startConsole();
    worker.kill('SIGKILL');
    expect(await backendStopped()).toBe(true);
  });
});

it('a typed line is answered, and a backend that answers already is used and stays', async () => {
  const env = readEnv(variables);
  const keeper = startKeeper();
  const signal = AbortSignal.timeout(120_000);
  const keys = { LIVEKIT_API_KEY: 'console', LIVEKIT_API_SECRET: 'of-a-server-that-is-not-there' };
  const all = { ...variables, ...keys };
  const backend = await startBackend({ root: ROOT, env, variables: all, keeper, signal });
  cleanups.push(backend.stop, keeper.stop);

  await startConsole();
  const from = lk.speaker.length_ms;
  await lk.type('I have a question about an invoice.');
  await lk.speaker.untilSilence(2_500, { after_ms: from });
  expect(afterSentence(await heardSince(from), OPENING)).not.toBeNull();
  lk.hangUp();
  expect(await left()).toBe(0);

  const at = { url: `http://127.0.0.1:${env.BATON_PORT}`, operatorToken: operatorToken(env) };
  const { channel, path, disconnected_by, ended_at } = await untilRecord(
    at,
    { room: 'console-room' },
    (record) => record.ended_at !== null,
  );
  expect({ channel, path, disconnected_by }).toEqual({
    channel: 'console',
    path: ['front-desk', 'billing-specialist'],
    disconnected_by: 'caller',
  });
  expect(ended_at).not.toBeNull();
});

it('says so when nobody listens where lk should', { tags: ['nightly'] }, async () => {
  await lk.stop();
  worker = spawn(process.execPath, ['agent/main.mjs', 'console', '--connect-addr', lk.address], {
    cwd: ROOT,
    env: variables,
  });
  worker.stdout?.on('data', (part: Buffer) => (said += part.toString()));
  await once(worker, 'exit');
  expect(worker.exitCode).toBe(1);
  expect(said).toContain('Nobody listens at --connect-addr. Next: run `lk agent console`.');
});
