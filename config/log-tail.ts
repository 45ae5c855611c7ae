import { readFileSync, statSync } from 'node:fs';

/** Bytes; 0 where there is no such file. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines of a log. `from`: bytes of what somebody else had written before. */
export function lastLines(file: string, lines: number, from = 0): string {
  try {
    const text = readFileSync(file).subarray(from).toString();
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

/** Lines of a log within a message. */
export function quoted(lines: string): string {
  return lines.replaceAll(/^/gm, '  | ');
}
