import { inherited } from '../config/env.ts';
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of a program on PATH or in one of `places`, or null. */
export function findProgram(name: string, places: readonly string[] = []): string | null {
  const folders = [...(inherited()['PATH'] ?? '').split(delimiter), ...places];
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export interface Ran {
  readonly code: number;
  /** stdout and stderr together, in the order they came. */
  readonly output: string;
}

/** Whose process it is, where that is not we. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly user?: User;
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end. A program that cannot be started, or is aborted, has code 1. */
export function runProgram(command: string, args: string[], options: RunOptions): Promise<Ran> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
    ...(options.cwd && { cwd: options.cwd }),
    ...options.user,
    env: options.env ?? inherited(),
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
      for (const line of parts) options.onLine?.(line);
    });
    stream.once('close', () => rest && lines.push(rest));
  }
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve({ code: 1, output: [...lines, error.message].join('\n') });
    });
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output: lines.join('\n') });
    });
  });
}
