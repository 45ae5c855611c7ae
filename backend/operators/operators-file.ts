import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { OperatorName, ROLES } from '../../protocol/operator.ts';
import { spell } from '../characters/character-file.ts';
import { placeAt, placeIn } from '../yaml-places.ts';
import { OperatorsFileError, type OperatorsFault } from './operators-file-error.ts';
import { isHash } from './password.ts';

const WrittenOperator = z.strictObject({
  name: OperatorName,
  role: z.enum(ROLES, `one of ${ROLES.join(', ')}`),
  /** Never a password in the clear. */
  password: z.string().refine(isHash, 'a hash as `npm run operator` writes it'),
});
export type WrittenOperator = z.infer<typeof WrittenOperator>;

/** `config/operators.yaml`: who may sign in to the console. */
const OperatorsFile = z
  .strictObject({ operators: z.array(WrittenOperator, 'a list of operators').default([]) })
  .superRefine(({ operators }, context) => {
    const names = operators.map((one) => one.name);
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) === at) continue;
      const message = 'a name that no other operator has';
      context.addIssue({ code: 'custom', path: ['operators', at, 'name'], message });
    }
  });

/** Null where there is no such file. Throws OperatorsFileError. */
export async function readOperatorsFile(file: string): Promise<WrittenOperator[] | null> {
  const text = await readFile(file, 'utf8').catch((fault: unknown) => {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
    const unreadable = { path: '', line: 1, column: 1, expected: 'a readable file' };
    throw new OperatorsFileError(file, [unreadable], fault);
  });
  return text === null ? null : operatorsIn(file, text);
}

/** Throws OperatorsFileError with every fault and its place. */
export function operatorsIn(file: string, text: string): WrittenOperator[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const malformed = document.errors.map((error): OperatorsFault => ({
    path: '',
    ...placeAt(counter, error.pos[0]),
    expected: `well-formed YAML (${error.message.split('\n', 1)[0] ?? ''})`,
  }));
  if (malformed.length > 0) throw new OperatorsFileError(file, malformed);
  const read = OperatorsFile.safeParse((document.toJS() as unknown) ?? {});
  if (read.success) return read.data.operators;
  const faults = read.error.issues.map((issue): OperatorsFault => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const path = [...issue.path, ...unknown];
    const expected = unknown.length > 0 ? 'name, role and password, nothing else' : issue.message;
    return { path: spell(path), ...placeIn(document, counter, path), expected };
  });
  throw new OperatorsFileError(file, faults);
}
