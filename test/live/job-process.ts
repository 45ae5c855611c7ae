import type { TestStack } from './stack.ts';

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
