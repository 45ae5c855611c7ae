import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './env.ts';

const SHORTEST = 16;

/** A kept key cannot be used as it stands. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
  readonly file: string;

  constructor(file: string) {
    super(`${file} holds no key of ${SHORTEST} characters or more. Delete it and start again.`);
    this.file = file;
  }
}

/** The key with which the worker speaks to the backend (`X-API-Key`). Made at first use. */
export function serviceKey(env: Env): string {
  return env.AGENT_STACK_TOKEN_SECRET ?? keptKey(env.BATON_DATA_DIR, 'service-key');
}

/** The operator's bearer token. Made at first use. */
export function operatorToken(env: Env): string {
  return env.BATON_OPERATOR_TOKEN ?? keptKey(env.BATON_DATA_DIR, 'operator-token');
}

/** Signs the cookies of the console. Made at first use. */
export function sessionKey(env: Env): string {
  return env.BATON_SESSION_SECRET ?? keptKey(env.BATON_DATA_DIR, 'session-key');
}

/** File with the password of the console's first admin, where `npm start` made one. */
export function consolePasswordFile(env: Env): string {
  return join(env.BATON_DATA_DIR, CONSOLE_PASSWORD);
}

/** Password of the console's first admin. Made at first use. */
export function consolePassword(env: Env): string {
  return env.BATON_CONSOLE_PASSWORD ?? keptKey(env.BATON_DATA_DIR, CONSOLE_PASSWORD);
}

const CONSOLE_PASSWORD = 'console-password';

function keptKey(dir: string, name: string): string {
  const file = join(dir, name);
  const key = readKey(file) ?? makeKey(dir, file);
  if (key.length < SHORTEST) throw new KeyFileError(file);
  return key;
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Two processes may start at once: each writes a whole file under a name of its own and links it
 * into place; the second link fails, and both read the first one's key.
 */
function makeKey(dir: string, file: string): string {
  mkdirSync(dir, { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeSync(fd, `${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(fd);
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    closeSync(fd);
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
