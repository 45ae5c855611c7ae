import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { obituary, startChild, type Child } from '../../stack/child.ts';
import { startKeeper, type Keeper } from '../../stack/keeper.ts';
import { PATIENCE_MS } from '../patience.ts';

const folder = mkdtempSync(join(tmpdir(), 'baton-child-'));
let keeper: Keeper;
let count = 0;

beforeAll(() => {
  keeper = startKeeper();
});
afterAll(async () => {
  await keeper.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(script: string): Promise<Child> {
  const log = join(folder, `${(count += 1)}.log`);
  const args = ['-c', script];
  const spec = { name: 'part', command: 'sh', args, env: process.env, cwd: folder, log, keeper };
  const child = await startChild(spec);
  onTestFinished(() => child.kill());
  return child;
}

/** Resolves when the log has the pattern. */
async function untilLogged(log: string, pattern: RegExp): Promise<RegExpExecArray> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const watcher = watch(log, { signal });
  onTestFinished(() => {
    watcher.close();
  });
  for (;;) {
    const found = pattern.exec(readFileSync(log, 'utf8'));
    if (found) return found;
    await once(watcher, 'change', { signal });
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended and that nobody has waited for yet still has its number.
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('what a part forked ends with it', async () => {
  const child = await run('sleep 300 & echo forked $!; wait');
  const forked = Number((await untilLogged(child.log, /forked (\d+)/))[1]);
  expect(lives(forked)).toBe(true);
  await child.stop(5_000);
  await expect.poll(() => lives(forked)).toBe(false);
});

test('a part that will not stop is ended after its grace, and a second stop changes nothing', async () => {
  const child = await run("trap '' TERM; echo deaf; while true; do sleep 1; done");
  await untilLogged(child.log, /deaf/);
  await Promise.all([child.stop(200), child.stop(200)]);
  expect((await child.ended).signal).toBe('SIGKILL');
});

test('the end of a part is told with its name, its code and its last lines', async () => {
  const child = await run('echo about to fail; exit 3');
  const text = obituary(child, await child.ended);
  expect(text).toContain('The part ended with code 3');
  expect(text).toContain('| about to fail');
});

test('a part does not outlive its owner, not even one that is killed', async () => {
  const log = join(folder, 'orphan.log');
  const at = (name: string) => fileURLToPath(new URL(`../../stack/${name}`, import.meta.url));
  const script = `
    const { startChild } = await import(${JSON.stringify(at('child.ts'))});
    const { startKeeper } = await import(${JSON.stringify(at('keeper.ts'))});
    await startChild({ name: 'part', command: 'sh', args: ['-c', 'echo part $$; sleep 300'],
      env: process.env, cwd: ${JSON.stringify(folder)}, log: ${JSON.stringify(log)}, keeper: startKeeper() });
    console.log('up');
    setInterval(() => undefined, 1000);`;
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
  const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void owner.kill('SIGKILL'));
  await once(owner.stdout, 'data');
  const part = Number((await untilLogged(log, /part (\d+)/))[1]);
  expect(lives(part)).toBe(true);
  owner.kill('SIGKILL');
  await expect.poll(() => lives(part)).toBe(false);
});
