import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { lastLines, quoted, sizeOf } from '../config/log-tail.ts';
import type { Keeper } from './keeper.ts';
import type { User } from './program.ts';

const GROUP_LIMIT_MS = 5_000;

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** The file that takes what it prints; appended to. */
  readonly log: string;
  readonly keeper: Keeper;
  readonly user?: User;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  /** Resolves when the process is gone; never rejects. */
  readonly ended: Promise<Ended>;
  /** The last lines of its log. */
  tail(lines?: number): string;
  /** SIGTERM, then after `grace_ms` SIGKILL, always the whole group at the end. Safe twice. */
  readonly stop: (grace_ms: number) => Promise<void>;
  /** SIGKILL to the whole group at once. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts a program in a process group of its own: a Ctrl-C in the terminal does not reach it, only
 * we signal it, and what it forked goes with it.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const before = sizeOf(spec.log);
  const child = spawnWithLog(spec);
  const pid = await started(child, spec);
  spec.keeper.add(pid);
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const end = async (): Promise<void> => {
    signalGroup(pid, 'SIGKILL');
    await within(ended, GROUP_LIMIT_MS);
    spec.keeper.drop(pid);
  };
  let stopping: Promise<void> | undefined;
  return {
    name: spec.name,
    pid,
    log: spec.log,
    ended,
    tail: (lines = 15) => lastLines(spec.log, lines, before),
    kill: end,
    stop: (grace_ms) => {
      stopping ??= (async () => {
        if (running(child)) child.kill('SIGTERM');
        await within(ended, grace_ms);
        await end();
      })();
      return stopping;
    },
  };
}

/** "LiveKit ended with code 1", with what it printed last. */
export function obituary(child: Child, { code, signal }: Ended): string {
  const how = signal ? `was ended by ${signal}` : `ended with code ${code ?? 'unknown'}`;
  return `The ${child.name} ${how}. Its last lines (${child.log}):\n${quoted(child.tail())}`;
}

function spawnWithLog(spec: ChildSpec): ChildProcess {
  mkdirSync(dirname(spec.log), { recursive: true });
  const log = openSync(spec.log, 'a', 0o600);
  try {
    return spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      ...spec.user,
      stdio: ['ignore', log, log],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

function started(child: ChildProcess, spec: ChildSpec): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new Error(`The ${spec.name} could not be started: ${spec.command}`, { cause }));
    });
    child.once('spawn', () => {
      resolve(child.pid ?? 0);
    });
  });
}

function running(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Nobody of the group is left.
  }
}

/** Waits for `ended`, at most `limit_ms`. */
async function within(ended: Promise<unknown>, limit_ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit_ms);
  });
  await Promise.race([ended, limit]);
  clearTimeout(timer);
}
