import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compile } from '../../stack/compile.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'baton-compile-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const write = (name: string, text: string) => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
};
const compiled = () => compile({ root, folders: ['call'] });
const output = (name: string) => readFileSync(join(root, 'dist', name), 'utf8');

it('takes the types out and leaves everything where it stood', async () => {
  write(
    'call/a.ts',
    "import { b } from './deep/b.ts';\nexport const a: number =\n  b as number;\n",
  );
  write('call/deep/b.ts', "export const b = 7;\nexport const lazy = () => import('../a.ts');\n");
  await compiled();
  expect(output('call/a.js')).toBe(
    "import { b } from './deep/b.js';\nexport const a         =\n  b          ;\n",
  );
  expect(output('call/deep/b.js')).toContain("import('../a.js')");
});

it('names packages, and strings that only look like a file, as the source does', async () => {
  write('call/a.ts', "import { z } from 'zod.ts';\nexport const said = ['./b.ts', z];\n");
  await compiled();
  expect(output('call/a.js')).toBe(readFileSync(join(root, 'call/a.ts'), 'utf8'));
});

it('leaves what is unchanged, makes what is changed, and removes what has no source', async () => {
  write('call/same.ts', 'export const same = 1;\n');
  write('call/other.ts', 'export const other = 1;\n');
  write('call/gone.ts', 'export const gone = 1;\n');
  await compiled();
  const before = statSync(join(root, 'dist/call/same.js')).ino;
  write('call/other.ts', 'export const other = 2;\n');
  // An older file of another commit is a change as well.
  utimesSync(join(root, 'call/other.ts'), 1, 1);
  rmSync(join(root, 'call/gone.ts'));
  await compiled();
  expect(statSync(join(root, 'dist/call/same.js')).ino).toBe(before);
  expect(output('call/other.js')).toBe('export const other = 2;\n');
  expect(readdirSync(join(root, 'dist/call')).sort()).toEqual(['.made-by', 'other.js', 'same.js']);
});

it('says which file cannot be compiled', async () => {
  write('call/good.ts', 'export const good = 1;\n');
  write('call/wrong.ts', 'export const = 1;\n');
  await expect(compiled()).rejects.toThrow('call/wrong.ts cannot be compiled: ');
});

it('a deployment that brings no sources keeps what it runs', async () => {
  write('call/a.ts', 'export const a = 1;\n');
  await compiled();
  rmSync(join(root, 'call'), { recursive: true });
  await compiled();
  expect(output('call/a.js')).toBe('export const a = 1;\n');
});
