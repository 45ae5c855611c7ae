import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { fillPlaceholders, type Fault } from './sip-placeholders.ts';
import { SIP_SHAPES, type Noun, type SipKind } from './sip-shapes.ts';
import { StepFailure } from './step-failure.ts';

const FILES: Record<SipKind, string> = {
  inbound: 'inbound-trunk.json',
  outbound: 'outbound-trunk.json',
  rule: 'dispatch-rule.json',
};
const NEXT =
  'correct these places, or set the variables that are missing (docs/telephone.md says what each is); ' +
  'a deployment that dials nobody deletes outbound-trunk.json';

export interface SipFiles {
  readonly inbound: Noun;
  /** A deployment that dials nobody has no such file. */
  readonly outbound: Noun | null;
  readonly rule: Noun;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the files of `folder`. Throws StepFailure with every fault of every file at once. */
export function readSipFiles(folder: string, variables: Variables): SipFiles {
  const wrong: string[] = [];
  const read = (kind: SipKind): Noun | null => {
    const file = join(folder, FILES[kind]);
    const text = textOf(file);
    if (text === null) {
      if (kind !== 'outbound') wrong.push(`${file}: expected this file to be there`);
      return null;
    }
    const { noun, faults } = checkSipFile(kind, text, variables);
    wrong.push(...faults.map(({ path, expected }) => `${file}: ${path && `${path}: `}${expected}`));
    return noun;
  };
  const [inbound, outbound, rule] = [read('inbound'), read('outbound'), read('rule')];
  if (wrong.length > 0 || !inbound || !rule) {
    throw new StepFailure(`The SIP files are not usable:\n  ${wrong.join('\n  ')}`, NEXT);
  }
  return { inbound, outbound, rule };
}

/** The trunk or rule that `text` describes, or what is wrong with it. */
export function checkSipFile(
  kind: SipKind,
  text: string,
  variables: Variables,
): { noun: Noun | null; faults: readonly Fault[] } {
  const parsed = parseJson(text);
  if ('fault' in parsed) return { noun: null, faults: [parsed.fault] };
  const { value, faults } = fillPlaceholders(parsed.value, variables);
  // A placeholder without its variable would be called a wrong number as well: one fault is enough.
  if (faults.length > 0) return { noun: null, faults };
  const shaped = SIP_SHAPES[kind].safeParse(value);
  if (shaped.success) return { noun: shaped.data, faults: [] };
  return { noun: null, faults: shaped.error.issues.map(faultOf) };
}

function faultOf({ path, message }: z.core.$ZodIssue): Fault {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return { path: steps.join('').replace(/^\./, ''), expected: message };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): { value: unknown } | { fault: Fault } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: { path: '', expected: `expected JSON: ${reason}` } };
  }
}
