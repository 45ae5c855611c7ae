import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnv } from '../../config/env.ts';
import { KeyFileError, operatorToken, serviceKey } from '../../config/keys.ts';
import { cleanShell } from '../clean-shell.ts';

const run = promisify(execFile);
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'baton-keys-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const env = (more: Record<string, string> = {}) =>
  readEnv({ BATON_DATA_DIR: join(dir, 'data'), ...more });

describe('the service key', () => {
  it('is made once, kept, and readable by its owner only', () => {
    const key = serviceKey(env());
    expect(key.length).toBeGreaterThanOrEqual(43);
    expect(serviceKey(env())).toBe(key);
    const file = join(dir, 'data', 'service-key');
    expect(readFileSync(file, 'utf8').trim()).toBe(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(operatorToken(env())).not.toBe(key);
  });

  it('is the environment’s where it has one, and then nothing is kept', () => {
    const more = { AGENT_STACK_TOKEN_SECRET: 'x'.repeat(16), BATON_OPERATOR_TOKEN: 'y'.repeat(16) };
    expect(serviceKey(env(more))).toBe('x'.repeat(16));
    expect(operatorToken(env(more))).toBe('y'.repeat(16));
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is the same for processes that start at once', async () => {
    const script = `
      const { readEnv } = await import('./config/env.ts');
      const { serviceKey } = await import('./config/keys.ts');
      process.stdout.write(serviceKey(readEnv()));`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const start = () =>
      run(process.execPath, args, { env: { ...cleanShell(), BATON_DATA_DIR: join(dir, 'data') } });
    const keys = (await Promise.all([start(), start(), start()])).map((one) => one.stdout);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toBe(serviceKey(env()));
    expect(readdirSync(join(dir, 'data'))).toEqual(['service-key']);
  });

  it('that was cut short is refused and not used', () => {
    serviceKey(env());
    const file = join(dir, 'data', 'service-key');
    chmodSync(file, 0o600);
    writeFileSync(file, 'short\n');
    expect(() => serviceKey(env())).toThrow(KeyFileError);
    expect(() => serviceKey(env())).toThrow(file);
  });
});
