import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { z } from 'zod';
import { DialingPolicy } from '../protocol/dialing.ts';
import { spell } from './characters/character-file.ts';

/** The dialling policy cannot be used: every fault, with its path and what was expected. */
export class DialingFileError extends Error {
  override readonly name = 'DialingFileError';
  readonly file: string;
  readonly faults: readonly { path: string; expected: string }[];

  constructor(
    file: string,
    faults: readonly { path: string; expected: string }[],
    cause?: unknown,
  ) {
    const lines = faults.map(({ path, expected }) => `  ${path || '(file)'}: expected ${expected}`);
    super(`${file} is not a dialling policy:\n${lines.join('\n')}`, { cause });
    this.file = file;
    this.faults = faults;
  }
}

/** Reads `config/dialing.yaml`. Without the file nobody is dialled and no header passes. */
export async function readDialing(file: string): Promise<DialingPolicy> {
  const text = await readFile(file, 'utf8').catch((fault: unknown) => {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return '';
    throw new DialingFileError(file, [{ path: '', expected: 'a readable file' }], fault);
  });
  const read = DialingPolicy.safeParse(yamlOf(file, text) ?? {});
  if (read.success) return read.data;
  throw new DialingFileError(file, faultsOf(read.error));
}

function yamlOf(file: string, text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (fault) {
    throw new DialingFileError(file, [{ path: '', expected: 'well-formed YAML' }], fault);
  }
}

function faultsOf({ issues }: z.ZodError) {
  return issues.map(({ path, message }) => ({ path: spell(path), expected: message }));
}
