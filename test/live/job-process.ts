import { existsSync, readFileSync } from 'node:fs';
import { vi } from 'vitest';
import type { TestStack, TestWorker } from './stack.ts';

/** The process that has a call now, by the worker's log. */
export function jobOf(stack: TestStack, session_id: string): number {
  const lines = stack.log('worker').split('\n');
  const begun = lines.findLast(
    (line) => line.includes('A call begins') && line.includes(session_id),
  );
  const { pid } = JSON.parse(begun ?? '{}') as { pid?: number };
  if (pid === undefined) throw new Error(`No job says that it has the call ${session_id}.`);
  return pid;
}

/** The worker whose process group that job belongs to. */
export function workerOf(job: number, workers: readonly TestWorker[]): TestWorker {
  const [, group] =
    /^\d+ \(.*\) \S \d+ (\d+)/.exec(readFileSync(`/proc/${job}/stat`, 'utf8')) ?? [];
  const found = workers.find(({ pid }) => pid === Number(group));
  if (!found) throw new Error(`No worker of this test has the job ${job}.`);
  return found;
}

/** Resolves once a process is no more. */
export async function untilGone(pid: number): Promise<void> {
  await vi.waitUntil(() => !existsSync(`/proc/${pid}`), { timeout: 60_000, interval: 100 });
}
