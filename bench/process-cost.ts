import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Of a clock tick in the kernel's accounts. */
const TICK_MS = 10;
const QUIET_SHARE = 0.1;
const LOOK_MS = 2_000;

/** Milliseconds of processor time that a process group has had, its ended processes included. */
export function processorTime(group: number): number {
  const ticks = statsOf(group).map(({ fields }) =>
    // utime, stime, and those of children that ended (proc_pid_stat(5)), counted from `state`.
    [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0),
  );
  return ticks.reduce((sum, one) => sum + one, 0) * TICK_MS;
}

/** Milliseconds of processor time that one process has had, all its threads. */
export function processorTimeOf(pid: number): number {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Megabytes that a process group has, what it shares with others by its part. */
export function memory(group: number): number {
  const kilobytes = statsOf(group).map(({ pid }) => {
    const text = read(`/proc/${pid}/smaps_rollup`);
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
  });
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
}

/** The share of one core that a group uses while time passes. */
export async function shareOfCore(group: number, window_ms: number): Promise<number> {
  const [before, since] = [processorTime(group), performance.now()];
  await pause(window_ms);
  return (processorTime(group) - before) / (performance.now() - since);
}

/** Waits until nothing is being started in a group any more. */
export async function untilQuiet(group: number, limit_ms: number): Promise<void> {
  const until = performance.now() + limit_ms;
  while ((await shareOfCore(group, LOOK_MS)) > QUIET_SHARE)
    if (performance.now() > until) throw new Error('A worker did not come to rest.');
}

interface Stat {
  readonly pid: string;
  readonly fields: readonly string[];
}

/** Throws where the system has no /proc. */
function statsOf(group: number): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({
      pid,
      fields: read(`/proc/${pid}/stat`)
        .replace(/^.*\) /s, '')
        .split(' '),
    }))
    .filter(({ fields }) => fields[2] === String(group));
}

/** Empty where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
