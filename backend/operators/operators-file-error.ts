import type { Place } from '../yaml-places.ts';

export interface OperatorsFault extends Place {
  path: string;
  expected: string;
}

/** The list of operators cannot be used: every fault with its place. Values are in no message. */
export class OperatorsFileError extends Error {
  override readonly name = 'OperatorsFileError';
  readonly file: string;
  readonly faults: readonly OperatorsFault[];

  constructor(file: string, faults: readonly OperatorsFault[], cause?: unknown) {
    const lines = faults.map(
      ({ path, line, column, expected }) =>
        `  ${file}:${line}:${column}: ${path && `${path}: `}expected ${expected}`,
    );
    super(`The operators cannot be used:\n${lines.join('\n')}`, { cause });
    this.file = file;
    this.faults = faults;
  }
}
