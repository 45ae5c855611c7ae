import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readEnv, VARIABLES } from '../../config/env.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/variables.md'), 'utf8');
const rows = [...text.matchAll(/^\| `([A-Z0-9_]+)` *\| (.*?) *\|/gm)].map(([, name, told]) => ({
  name: name!,
  told: told!.replaceAll('`', ''),
}));

it('each variable stands in the document once, and no other does', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual([...VARIABLES].sort());
});

it('each default is the one that holds', () => {
  const env = readEnv({}) as Record<string, string | number | string[] | undefined>;
  // By the machine.
  const fixed = rows.filter(({ name }) => name !== 'BATON_MOST_CALLS');
  const holding = fixed.filter(({ name }) => env[name] !== undefined && String(env[name]) !== '');
  expect(Object.fromEntries(holding.map(({ name, told }) => [name, told]))).toEqual(
    Object.fromEntries(holding.map(({ name }) => [name, String(env[name])])),
  );
  const none = fixed.filter(({ name }) => !holding.some((one) => one.name === name));
  expect(none.filter(({ name, told }) => told !== '' && name !== 'BATON_BACKEND_URL')).toEqual([]);
});
