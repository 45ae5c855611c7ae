import type { TestContext } from 'vitest';
import type { TestLivekit } from './stack.ts';

/** In an `afterEach`: prints the logs' ends when the test failed. */
export function showLogsOfFailed({ task }: TestContext, stack: TestLivekit | undefined): void {
  if (task.result?.state !== 'fail' || !stack) return;
  process.stderr.write(`\n${task.name}: the logs\n${stack.logs()}\n`);
}
