import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { operatorsIn, type WrittenOperator } from './operators-file.ts';

const HEAD = `# Who may sign in to the console. \`npm run operator\` writes this file; a change counts at once.
# Roles: agent, operator, admin; each may do what those before it may.
operators: []
`;

/** Puts an operator in, in place of one of the same name; comments stay. Throws OperatorsFileError. */
export async function putOperator(file: string, operator: WrittenOperator): Promise<void> {
  await change(file, (items) => {
    const at = items.findIndex((item) => item.get('name') === operator.name);
    return { at, value: operator };
  });
}

/** False: there is nobody of that name. */
export async function dropOperator(file: string, name: string): Promise<boolean> {
  let found = false;
  await change(file, (items) => {
    const at = items.findIndex((item) => item.get('name') === name);
    found = at >= 0;
    return { at, value: null };
  });
  return found;
}

type Edit = (items: YAMLMap[]) => { at: number; value: WrittenOperator | null };

async function change(file: string, edit: Edit): Promise<void> {
  const text = (await textOf(file)) ?? HEAD;
  operatorsIn(file, text);
  const document = parseDocument(text);
  if (!isSeq(document.get('operators'))) document.set('operators', document.createNode([]));
  const list = document.get('operators');
  if (!isSeq(list)) return;
  list.flow = false;
  const { at, value } = edit(list.items.filter((item) => isMap(item)));
  if (value) list.items[at < 0 ? list.items.length : at] = document.createNode(value);
  else if (at >= 0) list.items.splice(at, 1);
  if (list.items.length === 0) list.flow = true;
  const written = document.toString({ lineWidth: 0 });
  operatorsIn(file, written);
  await replace(file, written);
}

/** Whole or not at all: a backend may read it at any moment. */
async function replace(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  await rename(draft, file);
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((fault: unknown) => {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return undefined;
    throw fault;
  });
}
